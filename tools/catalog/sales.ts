// Invoices and their lines.
import { int, type Row, shuffle } from './draw.ts';

/** Each customer buys seven times, in these sizes; one customer only six times, as in the official file. */
const LINES_PER_INVOICE = [2, 4, 6, 9, 14, 1, 2];

export function makeSales(
  customers: readonly Row[],
  tracks: readonly Row[],
): { invoices: Row[]; lines: Row[] } {
  const visits = shuffle(customers.flatMap((customer) => Array<Row>(7).fill(customer)));
  const seen = new Map<Row, number>();
  const invoices: Row[] = [];
  const lines: Row[] = [];
  const start = Date.UTC(2021, 0, 1);
  const stride = (Date.UTC(2025, 11, 22) - start) / 411;
  let track = 0;
  for (const customer of visits) {
    const visit = seen.get(customer) ?? 0;
    seen.set(customer, visit + 1);
    if (customer === customers.at(-1) && visit === 6) continue;
    const invoiceId = invoices.length + 1;
    let cents = 0;
    for (
      let n = LINES_PER_INVOICE[(visit + (customer === customers.at(-1) ? 0 : Number(customer[0]))) % 7] ?? 1;
      n > 0;
      n--
    ) {
      track = (track + int(1, 3)) % tracks.length;
      const price = Number(tracks[track]?.[8]);
      cents += Math.round(price * 100);
      lines.push([lines.length + 1, invoiceId, track + 1, price, 1]);
    }
    const date = new Date(
      start + Math.floor((invoices.length * stride) / 86_400_000) * 86_400_000,
    ).toISOString();
    const [street, city, state, country, postalCode] = customer.slice(4, 9);
    const billing = [street, city, state, country, postalCode].map((part) => part ?? null);
    invoices.push([invoiceId, Number(customer[0]), `${date.slice(0, 10)} 00:00:00`, ...billing, cents / 100]);
  }
  return { invoices, lines };
}
