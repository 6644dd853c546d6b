/** Part of the page's script: how figures are written. Three significant digits, as everywhere in this program. */
export const FORMAT_SCRIPT = `
  const significant = (value) => String(Number(value.toPrecision(3)));
  const scaled = (value, units) => {
    const [size, name] = units.find(([one]) => Math.abs(value) >= one) ?? units[units.length - 1];
    return significant(value / size) + ' ' + name;
  };
  const FORMATS = {
    seconds: (value) => value === 0 ? '0 s' : scaled(value, [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's'], [1e-3, 'ms'], [1e-6, 'us']]),
    bytes: (value) => scaled(value, [[1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB'], [1, 'B']]),
    round: (value) => value < 1e5 ? Math.round(value).toLocaleString('en') : scaled(value, [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']]),
    count: (value) => Math.round(value).toLocaleString('en'),
    share: (value) => significant(value * 100) + ' %',
    moment: (value) => value > 0 ? day(value) : 'never',
    yes: (value) => value > 0 ? 'yes' : 'no',
  };
  const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString();
  const minute = { hour: '2-digit', minute: '2-digit' };
  const year = (seconds) => new Date(seconds * 1000).getFullYear();
  const day = (seconds) => new Date(seconds * 1000).toLocaleString([], { month: 'short', day: 'numeric', ...(year(seconds) !== year(shown) && { year: 'numeric' }), ...minute });
  // A time of day alone says nothing of what began yesterday.
  const since = (seconds) => new Date(seconds * 1000).toDateString() === new Date(shown * 1000).toDateString() ? clock(seconds) : day(seconds);
  const element = (name, attributes = {}, text) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
`;
