// Closes its channel at the first message, and ends milliseconds later as its title says, or never.
process.once('message', () =>
  setImmediate(() => {
    process.disconnect();
    if (process.title === 'never') setInterval(() => {}, 1000);
    else setTimeout(() => process.exit(7), Number(process.title));
  }),
);
