/** Pins over the whole run as one picture. */
import type { Edge } from "../../session/behave/transcript.js";
import { formatTime } from "../../world/units.js";
import { html, type Markup } from "./markup.js";

const WIDTH = 1000;
const LABEL = 80;
const ROW = 28;
const HIGH = 6;
const LOW = 22;
/** Edges of one pin that are drawn; more would be one black bar. */
const MAX_EDGES = 5000;

/** A picture with a row a pin; nothing when no pin moved. */
export function waves(edges: readonly Edge[], end: number): Markup {
	const pins = [...new Set(edges.map(({ pin }) => pin))].sort((a, b) => a - b);
	if (pins.length === 0) return html``;
	const rows = pins.map((pin, i) =>
		row(pin, edges.filter((edge) => edge.pin === pin).slice(0, MAX_EDGES), end, i),
	);
	return html`<h2>Pins</h2>
<svg viewBox="0 0 ${LABEL + WIDTH} ${pins.length * ROW + 20}" role="img" aria-label="levels of the pins over time">
${rows}<text x="${LABEL}" y="${pins.length * ROW + 14}">0</text>
<text x="${LABEL + WIDTH}" y="${pins.length * ROW + 14}" text-anchor="end">${formatTime(end)}</text>
</svg>
`;
}

const HEIGHTS = { 0: LOW, 1: HIGH, z: (HIGH + LOW) / 2 } as const;

function row(pin: number, edges: readonly Edge[], end: number, index: number): Markup {
	const top = index * ROW;
	const points = [`${LABEL},${top + HEIGHTS.z}`];
	let y: number = HEIGHTS.z;
	for (const { tick, level } of edges) {
		const x = LABEL + Math.min(1, tick / end) * WIDTH;
		points.push(`${x.toFixed(2)},${top + y}`);
		y = HEIGHTS[level];
		points.push(`${x.toFixed(2)},${top + y}`);
	}
	points.push(`${LABEL + WIDTH},${top + y}`);
	return html`<text x="0" y="${top + LOW}">GPIO${pin}</text><polyline points="${points.join(" ")}"/>
`;
}
