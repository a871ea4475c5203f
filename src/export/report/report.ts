/** A trace as one page for people: what was run, what was typed, what it said, how its pins moved. */

import type { ExplainedReplay } from "../../regress/replay-and-explain.js";
import { describeBurst } from "../../session/behave/compare.js";
import { readScript, type Script } from "../../session/behave/script.js";
import type { Section } from "../../session/behave/transcript.js";
import { describeHeader, describeSurvey } from "../../session/inspect.js";
import { surveyTrace } from "../../session/survey.js";
import type { TraceReader } from "../../trace/reader.js";
import { formatTime } from "../../world/units.js";
import { html, Markup } from "./markup.js";
import { networkMarkup } from "./network.js";
import { reproduceMarkup } from "./reproduce.js";
import { WAVES_STYLE, waves } from "./waves.js";

/** Characters of what was said after one input. */
const MAX_TEXT = 20_000;

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1c1e21; background: #fff }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse } td, th { text-align: left; vertical-align: top; padding: .1rem 1rem .1rem 0; overflow-wrap: anywhere }
th { font-weight: 600; white-space: nowrap }
.in { margin: .6rem 0 .2rem; color: #0b57d0; font-family: ui-monospace, monospace; overflow-wrap: anywhere } .in time { color: #6b7280; margin-right: 1rem }
pre { margin: 0; padding: .4rem .6rem; background: #f4f5f7; border-radius: .3rem; white-space: pre-wrap; overflow-wrap: anywhere }
.power { color: #b3261e } .wide { overflow-x: auto } summary { cursor: pointer; margin: .4rem 0 }
.wide td, .wide th { white-space: nowrap; font: 13px ui-monospace, monospace }
.button { display: inline-block; padding: .4rem .9rem; border-radius: .3rem; background: #0b57d0; color: #fff; text-decoration: none }
${WAVES_STYLE}@media (prefers-color-scheme: dark) { body { color: #e3e3e3; background: #16181c } pre { background: #22252b } .in, polyline { color: #8ab4f8; stroke: #8ab4f8 } .power { color: #f28b82 } }
@media print { body { max-width: none; margin: 0 } .button { display: none } pre, table { font-size: 11px } }
`;

export interface ReportOptions {
	/** The trace's file name. */
	readonly name: string;
	/** The whole trace, to be taken out of the page again. */
	readonly bytes: Uint8Array;
	/** What another build did with it, in lines. */
	readonly judgement?: { readonly firmware: string; readonly lines: readonly string[] };
	/** What came of replaying it. */
	readonly replay?: ExplainedReplay;
}

/** The page; it needs no other file. Throws TraceError. */
export function htmlReport(reader: TraceReader, { name, bytes, judgement, replay }: ReportOptions): string {
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
${facts("Run", describeSurvey(survey))}${replay ? replayMarkup(replay) : html``}${judgement ? judgementMarkup(judgement) : html``}${facts("Machine", describeHeader(reader.header))}${reproduceMarkup(reader.header, script, name, bytes)}${waves(edges, Math.max(1, survey.ending.lastTick))}<h2>Session</h2>
${script.transcript.sections.map((section, i) => sectionMarkup(script, section, i))}${networkMarkup(reader, script)}</body>
</html>
`;
	return page.text;
}

function replayMarkup({ reproduced, lines, tick }: ExplainedReplay): Markup {
	const where =
		tick === undefined ? html`` : html`<p class="power">not as recorded by ${formatTime(tick)}</p>\n`;
	return html`<h2>Replay: ${reproduced ? "as recorded" : "diverged"}</h2>
${where}<pre>${lines.join("\n")}</pre>
`;
}

function judgementMarkup({ firmware, lines }: NonNullable<ReportOptions["judgement"]>): Markup {
	return html`<h2>On ${firmware}</h2>
<pre>${lines.join("\n")}</pre>
`;
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
