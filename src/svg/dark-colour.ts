import { type Colour, gamma, linear, luminance } from './colour.ts';

/** WCAG's flare: contrast is (lighter + 0.05) / (darker + 0.05). */
const FLARE = 0.05;
/** Saturated colours glow on a dark ground. In OKLCH; sRGB's own go to 0.32. */
const MOST_CHROMA = 0.15;

/**
 * A colour's counterpart on a dark ground: of its hue, with its luminance turned over on the scale of contrasts.
 * White becomes the ground and black white, and two colours with the contrast c have c^k afterwards, with
 * k = 1 - ln((luminance of the ground + 0.05) / 0.05) / ln 21: 0.965 on #0d1117. So what was readable (4.5) remains so
 * where it had 4.75; black on white, and every pair of ours, has far more.
 */
export function darkCounterpart(colour: Colour, ground: Colour): Colour {
  const whole = Math.log((1 + FLARE) / FLARE);
  const least = Math.log((luminance(ground) + FLARE) / FLARE);
  const here = Math.log((luminance(colour) + FLARE) / FLARE);
  const wanted = FLARE * Math.exp(least + (1 - here / whole) * (whole - least)) - FLARE;
  const [own, tint] = [tintOf(colour), tintOf(ground)];
  const kept = Math.min(1, MOST_CHROMA / Math.hypot(own.a, own.b));
  // The lighter it was, the nearer it comes to the ground, in its tint too: white is the ground.
  const share = here / whole;
  const a = kept * own.a + share * tint.a;
  const b = kept * own.b + share * tint.b;
  return { ...ofLuminance(wanted, Math.hypot(a, b), Math.atan2(b, a)), alpha: colour.alpha };
}

/** The colour of that luminance: in its hue, as near to the chroma as sRGB allows. */
function ofLuminance(wanted: number, chroma: number, hue: number): Omit<Colour, 'alpha'> {
  let [low, high] = [0, 1];
  let best = inGamut(0, chroma, hue);
  for (let step = 0; step < 24; step++) {
    const lightness = (low + high) / 2;
    best = inGamut(lightness, chroma, hue);
    if (luminance(best) < wanted) low = lightness;
    else high = lightness;
  }
  return best;
}

function inGamut(lightness: number, chroma: number, hue: number): Omit<Colour, 'alpha'> {
  let [low, high] = [0, chroma];
  const whole = fromOklch(lightness, chroma, hue);
  if (fits(whole)) return whole;
  for (let step = 0; step < 16; step++) {
    const middle = (low + high) / 2;
    if (fits(fromOklch(lightness, middle, hue))) low = middle;
    else high = middle;
  }
  const { red, green, blue } = fromOklch(lightness, low, hue);
  const clamp = (one: number) => Math.min(Math.max(one, 0), 1);
  return { red: clamp(red), green: clamp(green), blue: clamp(blue) };
}

function fits({ red, green, blue }: Omit<Colour, 'alpha'>): boolean {
  return [red, green, blue].every((one) => one >= -1e-6 && one <= 1 + 1e-6);
}

/** Björn Ottosson, "A perceptual color space for image processing" (2020). */
function tintOf(colour: Colour): { a: number; b: number } {
  const [red, green, blue] = [linear(colour.red), linear(colour.green), linear(colour.blue)];
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return {
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

/** @param hue in radians */
function fromOklch(lightness: number, chroma: number, hue: number): Omit<Colour, 'alpha'> {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return {
    red: gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    green: gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    blue: gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  };
}
