/** A trace as one page for people: what was run, what was typed, what it said, how its pins moved. */
import { describeBurst } from "../../session/behave/compare.js";
import { readScript, type Script } from "../../session/behave/script.js";
import type { Section } from "../../session/behave/transcript.js";
import { describeHeader, describeSurvey } from "../../session/inspect.js";
import { surveyTrace } from "../../session/survey.js";
import type { TraceReader } from "../../trace/reader.js";
import { formatTime } from "../../world/units.js";
import { html, Markup } from "./markup.js";
import { waves } from "./waves.js";

/** Characters of what was said after one input. */
const MAX_TEXT = 20_000;

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1c1e21; background: #fff }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse } td, th { text-align: left; vertical-align: top; padding: .1rem 1rem .1rem 0; overflow-wrap: anywhere }
th { font-weight: 600; white-space: nowrap }
.in { margin: .6rem 0 .2rem; color: #0b57d0; font-family: ui-monospace, monospace; overflow-wrap: anywhere } .in time { color: #6b7280; margin-right: 1rem }
pre { margin: 0; padding: .4rem .6rem; background: #f4f5f7; border-radius: .3rem; white-space: pre-wrap; overflow-wrap: anywhere }
.power { color: #b3261e } svg { width: 100%; font: 12px ui-monospace, monospace } svg text { fill: currentColor }
polyline { fill: none; stroke: #0b57d0; stroke-width: 1.5; vector-effect: non-scaling-stroke }
@media (prefers-color-scheme: dark) { body { color: #e3e3e3; background: #16181c } pre { background: #22252b } .in, polyline { color: #8ab4f8; stroke: #8ab4f8 } .power { color: #f28b82 } }
`;

/** The page; it needs no other file. Throws TraceError. */
export function htmlReport(reader: TraceReader, name: string): string {
	const survey = surveyTrace(reader);
	const script = readScript(reader);
	const edges = script.transcript.sections.flatMap((section) => section.edges);
	const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<h1>${name}</h1>
${facts("Run", describeSurvey(survey))}${facts("Machine", describeHeader(reader.header))}${waves(edges, Math.max(1, survey.ending.lastTick))}<h2>Session</h2>
${script.transcript.sections.map((section, i) => sectionMarkup(script, section, i))}</body>
</html>
`;
	return page.text;
}

function facts(title: string, rows: readonly (readonly [string, string])[]): Markup {
	return html`<h2>${title}</h2>
<table>
${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}</table>
`;
}

function sectionMarkup({ bursts }: Script, section: Section, index: number): Markup {
	const text = section.text().replaceAll("\r\n", "\n");
	const shown =
		text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}\n... and ${text.length - MAX_TEXT} more` : text;
	const input =
		index === 0
			? html``
			: html`<p class="in"><time>${formatTime(section.from)}</time>${describeBurst(bursts[index - 1])}</p>\n`;
	const power = section.power.length > 0 ? html`<p class="power">${section.power.join(", ")}</p>\n` : html``;
	return html`${input}${power}${shown === "" ? html`` : html`<pre>${shown}</pre>\n`}`;
}
