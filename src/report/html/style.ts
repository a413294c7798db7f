/**
 * The page's style sheet: light by default, dark where the reader's system is, plain on paper. Charts read their
 * colours from here.
 */
export const style = `
:root {
  color-scheme: light;
  --ground: #f4f6f9; --card: #ffffff; --ink: #17212e; --muted: #566375; --rule: #dde3ea; --grid: #e6eaf0; --code: #f1f4f8;
  --pass: #1a7f4b; --fail: #c8312b; --inconclusive: #96660a; --accent: #14618f;
  --ok: #17809a; --planned: #7c8796; --p50: #2f7fc1; --p99: #a8457f; --limit: #c8312b; --stage: #3566a5; --fault: #dd5a1c;
  --cause-status: #c8312b; --cause-unexpected: #8a45b5; --cause-refused: #e0701b; --cause-reset: #c29a12; --cause-timed-out: #5b4bb0;
  --cause-dns: #2d7f5e; --cause-dropped: #6b7280; --cause-cut-off: #a0a8b4;
  --replica-0: #17809a; --replica-1: #7a52c7; --replica-2: #c28a10; --replica-3: #2f7fc1; --replica-4: #a8457f; --replica-5: #3f8f4a;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme='light']) {
    color-scheme: dark;
    --ground: #0d131a; --card: #151d27; --ink: #e7edf4; --muted: #9aa8b8; --rule: #28323f; --grid: #222c38; --code: #0f161e;
    --pass: #45c483; --fail: #ff7a70; --inconclusive: #e5b44a; --accent: #6cb8e6;
    --ok: #3bb3cf; --planned: #8d99a9; --p50: #5aa7e8; --p99: #dd79b3; --limit: #ff7a70; --stage: #6d9fe0; --fault: #ff8a4a;
    --cause-status: #ff7a70; --cause-unexpected: #bd83e6; --cause-refused: #ff9c50; --cause-reset: #e5c34a; --cause-timed-out: #9a8cf0;
    --cause-dns: #5bc096; --cause-dropped: #8d99a9; --cause-cut-off: #667282;
    --replica-0: #3bb3cf; --replica-1: #ab8bf0; --replica-2: #e5b44a; --replica-3: #5aa7e8; --replica-4: #dd79b3; --replica-5: #6cc27a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 1160px; margin: 0 auto; padding: 20px 24px 48px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.88em; }
h1, h2, h3, h4, p { margin: 0; }
h1 { font-size: 25px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 19px; font-weight: 650; margin: 40px 0 12px; }
h3 { font-size: 14px; font-weight: 600; }
h4 { font-size: 12px; font-weight: 600; color: var(--muted); text-transform: uppercase; letter-spacing: 0.05em; }
.muted { color: var(--muted); }
.error { color: var(--fail); }
.empty, .notice { padding: 12px 16px; border: 1px dashed var(--rule); border-radius: 8px; color: var(--muted); }
.notice { margin-top: 16px; border-color: var(--inconclusive); color: var(--ink); }
.top { display: flex; gap: 10px; align-items: baseline; padding-bottom: 14px; font-size: 13px; }
.brand { font-weight: 700; font-size: 15px; letter-spacing: -0.01em; color: var(--accent); }
.trial-id { margin-left: auto; color: var(--muted); }
.hero { --tone: var(--inconclusive); display: flex; gap: 22px; align-items: center; padding: 24px 26px; background: var(--card); border: 1px solid var(--rule); border-left: 6px solid var(--tone); border-radius: 12px; }
.hero.pass, .badge.pass, .finding.pass { --tone: var(--pass); }
.hero.fail, .badge.fail, .finding.fail { --tone: var(--fail); }
.badge.inconclusive, .finding.inconclusive { --tone: var(--inconclusive); }
.seal { flex: none; display: grid; place-items: center; width: 68px; height: 68px; border-radius: 50%; background: var(--tone); color: var(--card); font-size: 34px; font-weight: 700; line-height: 1; }
.word { color: var(--tone); font-weight: 750; font-size: 14px; letter-spacing: 0.06em; }
.hero-text { display: grid; gap: 4px; min-width: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 12px; margin-top: 12px; }
.tile, .card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 14px 16px; min-width: 0; }
.tile-name, .tile-note { font-size: 12.5px; color: var(--muted); }
.tile-value { font-size: 21px; font-weight: 650; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap: 12px; margin-top: 12px; }
.finding { background: var(--card); border: 1px solid var(--rule); border-left: 4px solid var(--tone); border-radius: 8px; margin-top: 8px; }
.finding > summary { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; padding: 11px 16px; cursor: pointer; list-style: none; }
.finding > summary::-webkit-details-marker { display: none; }
.badge { color: var(--tone); font-weight: 700; font-size: 12.5px; letter-spacing: 0.04em; min-width: 58px; }
.check { font-weight: 650; }
.of, .reason { font-size: 13px; color: var(--muted); }
.reason { border: 1px solid var(--inconclusive); color: var(--inconclusive); border-radius: 99px; padding: 0 9px; }
.sentence { flex-basis: 100%; }
.finding:not([open]) .sentence { color: var(--muted); font-size: 14px; }
.finding:not([open]) { margin-top: 5px; }
.finding:not([open]) > summary { padding: 8px 16px; }
.finding.pass:not([open]) .sentence { flex: 1 1 640px; }
.finding-body { padding: 4px 16px 16px; display: grid; gap: 14px; }
#passed .item { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 8px 16px; margin-top: 8px; }
#passed .item > summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; }
#passed .item > summary .sentence { flex: 1 1 480px; color: var(--muted); font-size: 14px; }
.why { font-size: 17px; font-weight: 600; }
.details { margin: 0; padding-left: 20px; }
.compare { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 10px; }
.compare > div { background: var(--code); border-radius: 8px; padding: 10px 14px; }
.forecast p { font-size: 13.5px; margin-top: 6px; }
.track { position: relative; height: 14px; border-radius: 7px; background: var(--code); border: 1px solid var(--rule); }
.band { position: absolute; top: 2px; bottom: 2px; border-radius: 5px; background: var(--stage); opacity: 0.45; }
.mark { position: absolute; top: -4px; bottom: -4px; width: 3px; margin-left: -1.5px; border-radius: 2px; background: var(--tone); }
.key { display: inline-block; margin-right: 4px; vertical-align: -1px; }
.band-key { width: 14px; height: 10px; border-radius: 3px; background: var(--stage); opacity: 0.45; }
.mark-key { width: 3px; height: 14px; margin-left: 14px; background: var(--tone); }
.fix { border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; }
.fix-head { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; padding: 9px 14px; border-bottom: 1px solid var(--rule); font-size: 13.5px; }
.place { font-weight: 650; color: var(--accent); }
pre { margin: 0; padding: 12px 14px; background: var(--code); overflow-x: auto; line-height: 1.5; overflow-wrap: normal; }
dl { margin: 0; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 28px; font-size: 13.5px; }
.facts > div { display: flex; gap: 8px; }
dt { color: var(--muted); }
dd { margin: 0; }
.evidence { font-size: 13.5px; }
.evidence summary { cursor: pointer; color: var(--accent); }
.evidence ol { margin: 8px 0 0; padding: 0; list-style: none; display: grid; gap: 5px; }
.evidence li { padding-left: 10px; border-left: 2px solid var(--rule); }
.when { color: var(--muted); font-variant-numeric: tabular-nums; }
.chart { min-height: 180px; margin: 4px 0 14px; }
.chart:last-child { margin-bottom: 0; }
.uplot, .u-legend { font-family: inherit; }
.u-legend { font-size: 12.5px; text-align: left; margin: 0 0 0 58px; }
.u-legend .u-marker { width: 10px; height: 10px; border-radius: 2px; }
.u-legend .u-value { font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 4px 16px 8px; min-width: 0; }
#timeline .scroll { margin-top: 12px; }
.truth th, .truth td { white-space: nowrap; }
.truth-pass { color: var(--pass); }
.truth-fail { color: var(--fail); font-weight: 650; }
.truth-inconclusive { color: var(--inconclusive); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; overflow-wrap: normal; }
.chart table { width: auto; }
caption { text-align: left; font-weight: 600; padding: 10px 0 6px; font-size: 14px; }
.scroll th, .scroll td { text-align: left; padding: 6px 14px 6px 0; border-top: 1px solid var(--rule); vertical-align: baseline; font-weight: 400; }
.scroll thead th { color: var(--muted); border-top: 0; font-size: 12.5px; white-space: nowrap; }
.scroll tbody th { font-weight: 600; }
.scroll .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll tr > :last-child { padding-right: 0; }
.phases .bar { position: relative; width: 45%; min-width: 160px; }
.phases .bar span { position: absolute; top: 9px; height: 12px; border-radius: 3px; background: var(--stage); opacity: 0.65; }
.lanes th { width: 1%; white-space: nowrap; font-size: 12.5px; }
.lanes .lane { position: relative; height: 26px; }
.lane span { position: absolute; top: 7px; height: 12px; border-radius: 2px; }
.lane .lane-fault { top: 0; height: 100%; border-radius: 0; }
.lane-ready { background: var(--pass); }
.lane-starting { background: var(--inconclusive); }
.lane-ending { background: repeating-linear-gradient(45deg, var(--planned) 0 3px, transparent 3px 6px); }
.lane-not-ready { background: var(--fail); }
.lane-cordoned { background: repeating-linear-gradient(45deg, var(--pass) 0 3px, transparent 3px 6px); }
.lane-fault { background: color-mix(in srgb, var(--fault) 22%, transparent); }
.lane-keys { padding: 6px 0; font-size: 12.5px; }
.lane-keys i { display: inline-block; width: 16px; height: 10px; border-radius: 2px; margin-left: 12px; }
.covers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap: 12px; }
.cover { background: var(--card); border: 1px solid var(--rule); border-top: 3px solid var(--planned); border-radius: 10px; padding: 12px 18px; }
.cover.shown { border-top-color: var(--pass); }
.cover.not-shown, .cover.not-exercised, .cover.waived { border-top-color: var(--inconclusive); }
.cover ul { margin: 6px 0 0; padding-left: 18px; font-size: 14px; }
.cover li { margin: 3px 0; }
.pairs { margin-top: 6px; font-size: 13.5px; }
.pairs > div { display: grid; grid-template-columns: minmax(110px, 34%) 1fr; gap: 12px; padding: 4px 0; border-top: 1px solid var(--rule); }
.pairs > div:first-child { border-top: 0; }
footer { margin-top: 36px; font-size: 12.5px; }
@media (max-width: 560px) {
  main { padding: 14px 12px 32px; }
  h1 { font-size: 20px; }
  .hero { align-items: flex-start; gap: 14px; padding: 16px; }
  .seal { width: 44px; height: 44px; font-size: 22px; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 8px; }
  .tile { padding: 10px 12px; }
  .tile-value { font-size: 17px; }
  .card { padding: 12px; }
  .u-legend { margin-left: 0; }
}
@media print {
  body { background: #fff; font-size: 12px; }
  main { max-width: none; padding: 0; }
  .finding, .card, .scroll, .cover, .tile { break-inside: avoid; }
  .u-value { display: none; }
  h2, h3 { break-after: avoid; }
  .grid { grid-template-columns: 1fr; }
}
`;
