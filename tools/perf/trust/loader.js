// Keeps a core busy half of the time: 50 ms of work, 50 ms of sleep, until it is ended.
(function tick() {
  const start = performance.now();
  while (performance.now() - start < 50);
  setTimeout(tick, 50);
})();
process.on('disconnect', () => process.exit());
