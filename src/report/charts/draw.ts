import { withTitle } from '../../svg/accessible.ts';
import { withDark } from '../../svg/dark.ts';
import type { ChartPlan } from './chart.ts';
import { settled } from './settled.ts';

/**
 * Draws a plan as SVG text, without a browser: with title and description, light and dark. The same plan gives the same
 * bytes. Every id in it begins with "chart-<id of the plan>".
 */
export async function draw({ id, title, description, width, height, option }: ChartPlan): Promise<string> {
  const { init } = await echarts();
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    const own = `chart-${id}`;
    return withDark(withTitle(settled(chart.renderToSVGString(), own), title, description, own));
  } finally {
    chart.dispose();
  }
}

/** Takes a third of a second to load, so only whoever draws pays for it. */
async function echarts() {
  const [core, { BarChart, CustomChart, LineChart }, { AriaComponent, GridComponent }, { SVGRenderer }] =
    await Promise.all([
      import('echarts/core'),
      import('echarts/charts'),
      import('echarts/components'),
      import('echarts/renderers'),
    ]);
  core.use([BarChart, CustomChart, LineChart, GridComponent, AriaComponent, SVGRenderer]);
  return core;
}
