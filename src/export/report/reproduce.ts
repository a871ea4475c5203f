/** How the run is had again: commands, the scenario, the trace itself. */
import type { Script } from "../../session/behave/script.js";
import type { TraceHeader } from "../../trace/schema.js";
import { scenarioOf } from "../scenario.js";
import { html, type Markup } from "./markup.js";

/** `bytes` are the whole trace. */
export function reproduceMarkup(
	header: TraceHeader,
	script: Script,
	name: string,
	bytes: Uint8Array,
): Markup {
	const { firmware } = header;
	const { text, leftOut } = scenarioOf(header, script);
	const data = Buffer.from(bytes).toString("base64");
	return html`<h2>Reproduce</h2>
<p><a class="button" download="${name}" href="data:application/octet-stream;base64,${data}">Download ${name} (${bytes.length} bytes)</a></p>
<pre># firmware: ${firmware.version ?? "the image"}, sha256 ${firmware.sha256}
replay ${name} --console</pre>
<details><summary>As a scenario${leftOut > 0 ? html`, without ${leftOut} inputs that a scenario has no step for` : html``}</summary><pre>${text}</pre></details>
`;
}
