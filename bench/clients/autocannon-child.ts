import autocannon from 'autocannon';

const [url = '', lane, seconds, rate] = process.argv.slice(2);
const startsMs: number[] = [];
const running = autocannon({
  url,
  connections: 50,
  duration: Number(seconds),
  ...(Number(rate) > 0 ? {overallRate: Number(rate)} : {}),
  ...(lane === 'new' ? {headers: {connection: 'close'}} : {}),
});
if (Number(rate) > 0)
  running.on('response', (_client, _status, _bytes, latencyMs) => startsMs.push(performance.now() - latencyMs));
const result = await running;
process.stdout.write(JSON.stringify({requests: result['2xx'], elapsedSeconds: result.duration, startsMs}));
