// Takes the README's picture of a report: node scripts/screenshot.ts reports/<id>/report.html docs/report.png
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';
import {argv, path, which} from 'zx';

const [report, picture] = argv._;
if (report === undefined || picture === undefined) {
  console.error('Usage: node scripts/screenshot.ts <report.html> <picture.png>');
  process.exit(64);
}

const executablePath = (await which('chromium', {nothrow: true})) ?? (await which('google-chrome'));
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
];
const browser = await chromium.launch({executablePath, args: [...quiet, '--disable-sync']});
try {
  const page = await browser.newPage({viewport: {width: 1280, height: 1800}, colorScheme: 'light'});
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(`the report asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(path.resolve(report)).href);
  await page.screenshot({path: picture, animations: 'disabled'});
  if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('; ')}`);
  console.log(`${picture}: ${await page.locator('.chart canvas').count()} charts`);
} finally {
  await browser.close();
}
