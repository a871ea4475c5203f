/** What went over the air and the network: conversations, and frame by frame. */
import type { Script } from "../../session/behave/script.js";
import type { TraceReader } from "../../trace/reader.js";
import { decodeFrame } from "../../world/air/dot11/frame.js";
import { formatEndpoint } from "../../world/network/addresses.js";
import { saidBy } from "../../world/recorded/conversation-log.js";
import { formatTime } from "../../world/units.js";
import { traceFrames } from "../pcapng/trace-frames.js";
import { html, type Markup } from "./markup.js";

/** Rows of each table; the rest is counted. */
const MAX_CONVERSATIONS = 500;
const MAX_FRAMES = 2000;
/** Characters shown of what a side said. */
const MAX_SAID = 120;

/** Nothing for a run without a radio. */
export function networkMarkup(reader: TraceReader, { log }: Script): Markup {
	const frames = [...traceFrames(reader)];
	if (frames.length === 0 && log.conversations.length === 0) return html``;
	const talks = log.conversations.slice(0, MAX_CONVERSATIONS);
	return html`<h2>Network</h2>
${
	talks.length === 0
		? html``
		: html`<details open><summary>${log.conversations.length} conversations</summary><div class="wide"><table>
<tr><th>at</th><th>who</th><th>the chip said</th><th>the world said</th></tr>
${talks.map(
	(talk) => html`<tr><td>${formatTime(talk.tick)}</td><td>${talk.protocol} ${formatEndpoint(talk.chip)} ${
		talk.opener === "chip" ? "\u2192" : "\u2190"
	} ${formatEndpoint(talk.world)}</td><td>${shown(saidBy("chip", talk))}</td><td>${shown(saidBy("world", talk))}</td></tr>
`,
)}</table></div></details>
`
}<details><summary>${frames.length} frames</summary><div class="wide"><table>
<tr><th>at</th><th>way</th><th>channel</th><th>dBm</th><th>bytes</th><th>what</th></tr>
${frames.slice(0, MAX_FRAMES).map(
	({ tick, direction, channel, rssi, bytes }) =>
		html`<tr><td>${formatTime(tick)}</td><td>${direction}</td><td>${channel}</td><td>${rssi ?? ""}</td><td>${bytes.length}</td><td>${describeFrame(bytes)}</td></tr>
`,
)}</table>${frames.length > MAX_FRAMES ? html`<p>and ${frames.length - MAX_FRAMES} more</p>` : html``}</div></details>
`;
}

function shown(bytes: Uint8Array): string {
	if (bytes.length === 0) return "nothing";
	const text = Buffer.from(bytes)
		.toString("latin1")
		.replace(/[^ -~]+/g, "\u00b7");
	return `${bytes.length} bytes: ${text.length > MAX_SAID ? `${text.slice(0, MAX_SAID)}\u2026` : text}`;
}

function describeFrame(bytes: Uint8Array): string {
	const frame = decodeFrame(bytes);
	switch (frame.kind) {
		case "management":
			return `${frame.body.type}, ${frame.source} to ${frame.destination}`;
		case "data":
			return `data, ${frame.address2} to ${frame.address1}`;
		case "malformed":
			return `malformed: ${frame.reason}`;
		default:
			return "control";
	}
}
