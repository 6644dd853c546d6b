/** Part of the page's script: a database's panel, its curves and its facts. */
export const CHART_SCRIPT = `
  // Looks further apart than this have something missing between them.
  const GAP = 2.5 * settings.intervalSeconds;

  const pointsOf = (line, times, columns) => {
    const column = columns[line.metric];
    if (!column) return [];
    const over = (line.over ?? []).map((metric) => columns[metric]);
    const points = [];
    times.forEach((at, index) => {
      if (index > 0 && at - times[index - 1] > GAP) points.push([(at + times[index - 1]) / 2, null]);
      if (!line.over) return points.push([at, column[index] ?? null]);
      if (index === 0) return;
      const growth = (one) => (one?.[index] ?? NaN) - (one?.[index - 1] ?? NaN);
      const whole = over.reduce((sum, one) => sum + growth(one), 0);
      const share = growth(column) / whole;
      points.push([at, whole > 0 && share >= 0 ? share : null, whole === 0]);
    });
    return points;
  };

  // ECharts takes round numbers: of minutes and hours they are others than of seconds. null undoes what was set before.
  const STEPS = [30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
  const axisOf = (unit, most) => {
    const free = { max: null, interval: null };
    if (unit === 'share') return { ...free, max: 1 };
    if (unit !== 'seconds' || most <= 60) return free;
    const step = STEPS.find((one) => one * 3 >= most) ?? 86400 * Math.ceil(most / 259200);
    return { interval: step, max: step * Math.ceil(most / step) };
  };

  // Round quarters of an hour, all equally far apart: of its own ECharts also marks the edge. None stands under the figures at the left.
  const momentsOf = (now) => {
    const length = settings.historySeconds * 1000;
    const step = 1000 * (STEPS.find((one) => one * 4000 >= length) ?? 3600);
    const moments = [];
    for (let one = Math.floor(now / step) * step; one > now - 0.95 * length; one -= step) moments.unshift(one);
    return moments;
  };

  // A line joins two points: one that stands between two gaps would not be seen.
  const alone = (points) => points.map(([time, one], index) => ({
    value: [(time + drift) * 1000, one],
    ...(one !== null && (points[index - 1]?.[1] ?? null) === null && (points[index + 1]?.[1] ?? null) === null && { symbol: 'circle' }),
  }));

  const chartPanel = (panel, db) => {
    const figure = element('figure', { class: 'panel', hidden: '' });
    const heading = element('h3', {}, panel.title);
    const value = element('p', { class: 'value' });
    const box = element('div', { class: 'chart', tabindex: '0', role: 'img' });
    const cursor = element('div', { class: 'cursor', hidden: '' });
    figure.append(heading, value, box);
    let chart;
    let points = [];
    let at = null;
    const format = FORMATS[panel.unit];
    const show = () => {
      const measured = points.filter(([, one]) => one !== null);
      const latest = points[points.length - 1];
      const chosen = at === null ? null : points[at];
      const [, figureOf, idle] = chosen ?? latest ?? [0, null];
      const text = figureOf !== null ? format(figureOf) : idle ? panel.idle : 'not measured';
      value.replaceChildren(text + ' ', element('small', {}, chosen ? 'at ' + clock(chosen[0] + drift) : ''));
      const extent = measured.map(([, one]) => one);
      box.setAttribute('aria-label', panel.title + ' of ' + db + ': ' + text + (chosen ? ' at ' + clock(chosen[0] + drift) : '')
        + (extent.length > 0 ? '; lately ' + format(Math.min(...extent)) + ' to ' + format(Math.max(...extent)) : ''));
      cursor.hidden = !chosen || !chart;
      if (!cursor.hidden) cursor.style.left = chart.convertToPixel({ xAxisIndex: 0 }, (chosen[0] + drift) * 1000) + 'px';
    };
    box.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
      if (event.key === 'Escape') { at = null; return show(); }
      if (step === undefined || points.length === 0) return;
      event.preventDefault();
      at = Math.min(points.length - 1, Math.max(0, (at ?? points.length) + step));
      show();
    });
    box.addEventListener('pointermove', (event) => {
      if (!chart || points.length === 0) return;
      const time = chart.convertFromPixel({ xAxisIndex: 0 }, event.clientX - box.getBoundingClientRect().left) / 1000 - drift;
      at = points.reduce((best, [one], index) => Math.abs(one - time) < Math.abs(points[best][0] - time) ? index : best, 0);
      show();
    });
    for (const name of ['pointerleave', 'blur']) box.addEventListener(name, () => { at = null; show(); });
    const draw = (times, columns) => {
      points = pointsOf(panel.lines[0], times, columns);
      if (at !== null) at = Math.min(at, points.length - 1);
      figure.hidden = points.every(([, one]) => one === null);
      if (figure.hidden) return;
      if (!chart) {
        // A chart without a size cannot be drawn: the first time is when the panel has become visible.
        chart = echarts.init(box, null, { renderer: 'canvas' });
        box.append(cursor);
        new ResizeObserver(() => { chart.resize(); show(); }).observe(box);
      }
      const now = (times[times.length - 1] + drift) * 1000;
      const customValues = momentsOf(now);
      chart.setOption({
        animation: false,
        // The same in every panel, so that moments stand below each other.
        grid: { left: 58, right: 22, top: 8, bottom: 22 },
        xAxis: { type: 'time', min: now - settings.historySeconds * 1000, max: now, axisLine: { lineStyle: { color: colour('--line') } }, axisTick: { customValues },
          axisLabel: { color: colour('--soft'), fontSize: 11, hideOverlap: true, customValues, formatter: (ms) => new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) } },
        yAxis: { type: 'value', min: 0, ...axisOf(panel.unit, Math.max(0, ...points.map(([, one]) => one ?? 0))), ...(panel.unit === 'count' ? { minInterval: 1 } : {}), splitNumber: 2, splitLine: { lineStyle: { color: colour('--line') } },
          axisLabel: { color: colour('--soft'), fontSize: 11, formatter: panel.unit === 'count' ? FORMATS.round : format } },
        series: panel.lines.map((line, index) => ({ type: 'line', name: line.label, symbol: 'none', symbolSize: 4, silent: true,
          connectNulls: false, data: alone(pointsOf(line, times, columns)),
          lineStyle: { width: 1.75, type: index === 0 ? 'solid' : 'dashed', color: colour(index === 0 ? '--accent' : '--second') },
          itemStyle: { color: colour(index === 0 ? '--accent' : '--second') } })),
      });
      show();
    };
    return { figure, draw, dispose: () => chart?.dispose() };
  };

  const databaseView = (db, parent) => {
    const id = 'database-' + parent.children.length;
    const section = element('section', { class: 'database', 'aria-labelledby': id, 'data-db': db });
    const state = element('p', { class: 'state', 'data-up': 'unknown' }, 'not looked yet');
    const grid = element('div', { class: 'panels' });
    const facts = element('dl', { class: 'facts' });
    const panels = settings.panels.map((panel) => chartPanel(panel, db));
    grid.append(...panels.map(({ figure }) => figure));
    section.append(element('h2', { id }, db), state, grid, facts);
    parent.append(section);
    const times = [];
    const columns = {};
    let figures = {};
    const redraw = () => panels.forEach((panel) => panel.draw(times, columns));
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', redraw);
    return {
      add(at, values) {
        if (times.length > 0 && at <= times[times.length - 1]) return;
        for (const metric of Object.keys(values)) columns[metric] ??= times.map(() => null);
        times.push(at);
        for (const [metric, column] of Object.entries(columns)) column.push(values[metric] ?? null);
        const old = times.findIndex((one) => one > at - settings.historySeconds);
        if (old > 0) for (const column of [times, ...Object.values(columns)]) column.splice(0, old);
      },
      state(up, down) {
        state.dataset.up = up;
        const text = up ? 'up' : 'down since the look at ' + since(down.since) + ': ' + down.message;
        if (state.textContent !== text) state.textContent = text;
      },
      latest(values) { figures = values; },
      draw() {
        redraw();
        facts.replaceChildren(...settings.facts.filter(({ metric }) => metric in figures).map(({ label, metric, unit }) => {
          const row = element('div');
          row.append(element('dt', {}, label), element('dd', {}, FORMATS[unit](figures[metric])));
          return row;
        }));
      },
      remove() {
        scheme.removeEventListener('change', redraw);
        panels.forEach((panel) => panel.dispose());
        section.remove();
      },
    };
  };
`;
