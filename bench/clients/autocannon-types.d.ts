declare module 'autocannon' {
  interface Result {
    readonly '2xx': number;
    readonly duration: number;
  }
  interface Running extends PromiseLike<Result> {
    on(event: 'response', listener: (client: unknown, status: number, bytes: number, latencyMs: number) => void): this;
  }
  interface Options {
    readonly url: string;
    readonly connections: number;
    readonly duration: number;
    readonly overallRate?: number;
    readonly headers?: Readonly<Record<string, string>>;
  }
  export default function autocannon(options: Options): Running;
}
