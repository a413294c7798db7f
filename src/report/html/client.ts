/**
 * The page's own script (it runs in the reader's browser, after uPlot): draws every `.chart` from the JSON in
 * `#chart-data`, again when the colour scheme changes, and prepares the page for printing. Only the data decides what
 * is drawn.
 */
export const client = String.raw`
(() => {
  const source = document.getElementById('chart-data');
  const page = document.documentElement;
  const colour = name => getComputedStyle(page).getPropertyValue('--' + name).trim();
  const clock = s => Math.floor(s / 60) + ':' + String(Math.floor(s % 60)).padStart(2, '0');
  const say = (value, unit) => (value == null ? '–' : Number(value.toFixed(1)).toLocaleString('en-US') + (unit === '/s' ? '/s' : ' ' + unit));
  const data = source === null ? {charts: []} : JSON.parse(source.textContent);
  const holders = new Map([...document.querySelectorAll('.chart')].map(holder => [holder.dataset.chart, holder]));
  const paperWidth = 660;
  const widthOf = holder => (page.dataset.theme === 'light' ? paperWidth : holder.clientWidth);
  let plots = [];

  const bands = chart => plot => {
    const {ctx, bbox} = plot;
    const dot = devicePixelRatio;
    const clip = ([from, to]) => [Math.max(plot.valToPos(from, 'x', true), bbox.left), Math.min(plot.valToPos(to, 'x', true), bbox.left + bbox.width)];
    const alpha = (part, paint) => { ctx.globalAlpha = part; paint(); ctx.globalAlpha = 1; };
    ctx.save();
    ctx.font = '600 ' + 11.5 * dot + 'px Inter, system-ui, sans-serif';
    ctx.textBaseline = 'middle';
    for (const stage of data.stages) {
      const [left, right] = clip([stage.from, stage.to]);
      if (right <= left) continue;
      ctx.fillStyle = colour('stage');
      alpha(0.1 * stage.weight ** 2, () => ctx.fillRect(left, bbox.top, right - left, bbox.height));
      alpha(0.35, () => ctx.fillRect(left, bbox.top, dot, bbox.height));
      if (!chart.named) continue;
      alpha(0.12 + 0.2 * stage.weight, () => ctx.fillRect(left + dot, bbox.top - 44 * dot, right - left - 2 * dot, 19 * dot));
      ctx.fillStyle = colour('ink');
      const text = fitting(ctx, stage.label, right - left - 10 * dot);
      ctx.textAlign = 'center';
      ctx.fillText(text, (left + right) / 2, bbox.top - 34 * dot);
    }
    let written = -1;
    for (const fault of data.faults) {
      const [left, right] = clip([fault.from, fault.to]);
      if (right < left) continue;
      const width = Math.max(right - left, 2 * dot);
      ctx.fillStyle = colour('fault');
      alpha(0.22, () => ctx.fillRect(left, bbox.top, width, bbox.height));
      ctx.fillRect(left, bbox.top, dot, bbox.height);
      if (!chart.named) continue;
      ctx.fillRect(left, bbox.top - 21 * dot, width, 17 * dot);
      const start = left + width + 5 * dot;
      const text = fitting(ctx, fault.label, bbox.left + bbox.width - start);
      if (left <= written || text === '') continue;
      ctx.textAlign = 'left';
      ctx.fillText(text, start, bbox.top - 12 * dot);
      written = start + ctx.measureText(text).width;
    }
    ctx.restore();
  };

  const marks = chart => plot => {
    const {ctx, bbox} = plot;
    const dot = devicePixelRatio;
    ctx.save();
    ctx.font = '600 ' + 11 * dot + 'px Inter, system-ui, sans-serif';
    ctx.fillStyle = ctx.strokeStyle = colour('fail');
    ctx.lineWidth = 1.5 * dot;
    for (const mark of chart.marks ?? []) {
      const x = plot.valToPos(mark.at, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      const atRight = bbox.left + bbox.width - x < 60 * dot;
      ctx.textAlign = atRight ? 'right' : 'left';
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.fillText(mark.label, x + (atRight ? -4 : 4) * dot, bbox.top + bbox.height - 5 * dot);
    }
    ctx.restore();
  };

  const fitting = (ctx, text, room) => {
    let fit = text;
    while (fit.length > 1 && ctx.measureText(fit).width > room) fit = fit.slice(0, -2).trimEnd() + '…';
    return ctx.measureText(fit).width > room ? '' : fit;
  };

  const draw = (chart, holder) => {
    const raw = [data.seconds, ...chart.lines.map(line => line.values)];
    const values = chart.form === 'stack' ? [raw[0], ...sums(raw.slice(1))] : raw;
    const axis = {stroke: colour('muted'), grid: {stroke: colour('grid'), width: 1}, ticks: {stroke: colour('grid'), width: 1, size: 5}, font: '11.5px Inter, system-ui, sans-serif'};
    const power = (_, splits) => splits.map(value => (Math.abs(Math.log10(value) % 1) < 1e-9 ? value : null));
    const steps = chart.form === 'steps' || chart.form === 'stack';
    holder.replaceChildren();
    return new uPlot({
      width: widthOf(holder),
      height: chart.named ? 270 : 180,
      padding: [chart.named ? 48 : 10, 12, 0, 0],
      cursor: {sync: {key: 'trial'}, drag: {x: true, y: false}, points: {size: 7}},
      scales: {
        x: {time: false, range: (_, from, to) => [from, Math.max(to, from + 1)]},
        y: chart.form === 'log' ? {distr: 3, range: (_, low, high) => uPlot.rangeLog(low || 1, high || 10, 10, true)} : {range: (_, low, high) => [0, (high || 1) * 1.08]},
      },
      axes: [
        {...axis, size: 32, space: 60, incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600], values: (_, splits) => splits.map(clock)},
        {...axis, size: 58, ...(chart.form === 'log' ? {filter: power, grid: {...axis.grid, filter: power}, ticks: {...axis.ticks, filter: power}} : {}), values: (_, splits) => splits.map(value => (value == null ? null : value.toLocaleString('en-US')))},
      ],
      series: [
        {label: 'time', value: (_, value) => (value == null ? '–' : clock(value))},
        ...chart.lines.map((line, index) => ({
          label: line.label,
          stroke: colour(line.colour),
          width: line.dashed ? 1.25 : 1.75,
          dash: line.dashed ? [5, 4] : undefined,
          fill: line.filled ? colour(line.colour) + (chart.form === 'stack' ? 'b0' : '24') : undefined,
          paths: steps ? uPlot.paths.stepped({align: 1}) : undefined,
          points: {show: false},
          value: (_, value, __, at) => say(at == null ? null : raw[index + 1][at], chart.unit),
        })),
      ],
      hooks: {drawClear: [bands(chart)], draw: [marks(chart)]},
    }, values, holder);
  };

  const sums = rows => rows.map((_, index) => rows[0].map((__, at) => rows.slice(index).reduce((sum, row) => sum + (row[at] ?? 0), 0)));

  const drawAll = () => {
    for (const {plot} of plots) plot.destroy();
    plots = data.charts.filter(chart => holders.has(chart.id)).map(chart => ({plot: draw(chart, holders.get(chart.id)), holder: holders.get(chart.id)}));
  };

  drawAll();
  new ResizeObserver(() => {
    for (const {plot, holder} of plots) if (plot.width !== widthOf(holder)) plot.setSize({width: widthOf(holder), height: plot.height});
  }).observe(document.body);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  addEventListener('beforeprint', () => {
    page.dataset.theme = 'light';
    drawAll();
  });
  addEventListener('afterprint', () => {
    delete page.dataset.theme;
    drawAll();
  });
})();
`;
