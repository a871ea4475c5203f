/** Pins over the whole run as one picture, which can be stretched; without a script. */
import type { Edge } from "../../session/behave/transcript.js";
import { formatTime } from "../../world/units.js";
import { html, type Markup } from "./markup.js";

const WIDTH = 1000;
const ROW = 28;
const HIGH = 6;
const LOW = 22;
/** Edges of one pin that are drawn; more would be one black bar. */
const MAX_EDGES = 5000;
/** How many times as wide as the page. */
const ZOOMS = [1, 4, 16, 64] as const;

export const WAVES_STYLE = `
.waves { overflow-x: auto } .track b { position: sticky; left: 0; font: 12px ui-monospace, monospace; background: inherit }
.track svg { display: block; width: 100%; height: ${ROW}px }
polyline { fill: none; stroke: #0b57d0; stroke-width: 1.5; vector-effect: non-scaling-stroke }
${ZOOMS.map((zoom) => `#zoom${zoom}:checked ~ .waves .track { width: ${zoom}00% }`).join("\n")}
`;

/** A picture with a row a pin; nothing when no pin moved. */
export function waves(edges: readonly Edge[], end: number): Markup {
	const pins = [...new Set(edges.map(({ pin }) => pin))].sort((a, b) => a - b);
	if (pins.length === 0) return html``;
	const rows = pins.map((pin) => row(pin, edges.filter((edge) => edge.pin === pin).slice(0, MAX_EDGES), end));
	const zooms = ZOOMS.map((zoom) =>
		zoom === 1
			? html`<input type="radio" name="zoom" id="zoom1" checked><label for="zoom1">1×</label> `
			: html`<input type="radio" name="zoom" id="zoom${zoom}"><label for="zoom${zoom}">${zoom}×</label> `,
	);
	return html`<h2>Pins</h2>
<div>0 to ${formatTime(end)}, as wide as the page ${zooms}
<div class="waves" role="img" aria-label="levels of the pins over time">
${rows}</div></div>
`;
}

const HEIGHTS = { 0: LOW, 1: HIGH, z: (HIGH + LOW) / 2 } as const;

function row(pin: number, edges: readonly Edge[], end: number): Markup {
	let y: number = HEIGHTS.z;
	const points = [`0,${y}`];
	for (const { tick, level } of edges) {
		const x = Math.min(1, tick / end) * WIDTH;
		points.push(`${x.toFixed(3)},${y}`);
		y = HEIGHTS[level];
		points.push(`${x.toFixed(3)},${y}`);
	}
	points.push(`${WIDTH},${y}`);
	return html`<div class="track"><b>GPIO${pin}</b><svg viewBox="0 0 ${WIDTH} ${ROW}" preserveAspectRatio="none"><polyline points="${points.join(" ")}"/></svg></div>
`;
}
