import { NAMED_COLOURS } from './named-colours.ts';

/** sRGB and opacity, each from 0 to 1. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

/** Hexadecimal, rgb(), hsl() in both notations, and names; undefined for all else, such as none, url() or var(). */
export function parseColour(text: string): Colour | undefined {
  const written = text.trim().toLowerCase();
  const hex = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(NAMED_COLOURS.get(written) ?? written)?.[1];
  if (hex !== undefined) return fromHex(hex);
  const [, form, inside = ''] = /^(rgb|hsl)a?\(([^()]*)\)$/.exec(written) ?? [];
  const parts = inside.split(/[\s,/]+/).filter(Boolean);
  if (form === undefined || parts.length < 3 || parts.length > 4) return undefined;
  const [first = '', second = '', third = '', last = '1'] = parts;
  const numbers = [Number.parseFloat(first), Number.parseFloat(second), Number.parseFloat(third)];
  const alpha = part(last, 1);
  if (![...numbers, alpha].every(Number.isFinite)) return undefined;
  if (form === 'rgb')
    return { red: part(first, 255), green: part(second, 255), blue: part(third, 255), alpha };
  return { ...fromHsl(numbers[0] as number, part(second, 100), part(third, 100)), alpha };
}

/** "#rrggbb", or with its opacity "#rrggbbaa". */
export function writeColour({ red, green, blue, alpha }: Colour): string {
  const parts = alpha < 1 ? [red, green, blue, alpha] : [red, green, blue];
  return `#${parts
    .map((one) =>
      Math.round(clamp(one) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Relative luminance, from 0 to 1 (WCAG 2.2). */
export function luminance({ red, green, blue }: Omit<Colour, 'alpha'>): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Contrast ratio, from 1 to 21 (WCAG 2.2); opacity is left out. */
export function contrast(one: Colour, other: Colour): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** sRGB's transfer function (IEC 61966-2-1) backwards. */
export function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

export function gamma(channel: number): number {
  return channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055;
}

function fromHex(hex: string): Colour {
  const wide = hex.length > 4 ? hex : hex.replace(/./g, '$&$&');
  const [red = 0, green = 0, blue = 0, alpha = 1] = (wide.match(/../g) ?? []).map(
    (two) => Number.parseInt(two, 16) / 255,
  );
  return { red, green, blue, alpha };
}

/** CSS Color 4, section 7.1. @param hue in degrees */
function fromHsl(hue: number, saturation: number, lightness: number): Omit<Colour, 'alpha'> {
  const channel = (n: number) => {
    const k = (((n + hue / 30) % 12) + 12) % 12;
    const a = saturation * Math.min(lightness, 1 - lightness);
    return clamp(lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return { red: channel(0), green: channel(8), blue: channel(4) };
}

/** "50%" of anything is 0.5; a number is of `whole`. */
function part(text: string, whole: number): number {
  const number = Number.parseFloat(text);
  return clamp(number / (text.endsWith('%') ? 100 : whole));
}

function clamp(number: number): number {
  return Math.min(Math.max(number, 0), 1);
}
