/** `replay inspect`: what is in a trace, without running it. */
import { Command, Option } from "clipanion";
import { describeEvent, describeHeader, describeSurvey, jsonReplacer } from "../../session/inspect.js";
import { surveyTrace } from "../../session/survey.js";
import type { TraceReader } from "../../trace/reader.js";
import type { RecordedEvent } from "../../trace/schema.js";
import { formatTime } from "../../world/units.js";
import { BaseCommand } from "../base-command.js";
import { ExitCode } from "../exit-codes.js";
import { countOption, given } from "../options.js";
import { withTrace } from "../trace-file.js";

export class InspectCommand extends BaseCommand {
	static override paths = [["inspect"]];
	static override usage = Command.Usage({
		description: "show what is in a trace, without running it",
		details: `
			Reads and checks the whole file. It needs neither the firmware nor the boot ROM.

			Exit codes: 0 shown, 2 wrong usage, 4 the trace is damaged or too new.
		`,
		examples: [
			["A summary", "replay inspect session.mpk"],
			["The first twenty events", "replay inspect session.mpk --events --limit 20"],
			["Everything, for a program", "replay inspect session.mpk --events --json"],
		],
	});

	trace = Option.String();
	events = Option.Boolean("--events", false, { description: "list the events" });
	limit = Option.String("--limit", { description: "at most this many events" });
	json = Option.Boolean("--json", false, { description: "print JSON" });

	protected run(): Promise<ExitCode> {
		const limit = given(this.limit, countOption("--limit")) ?? Number.POSITIVE_INFINITY;
		return withTrace(this.trace, (reader) => {
			if (this.json) this.#printJson(reader, limit);
			else this.#printText(reader, limit);
			return ExitCode.OK;
		});
	}

	#printText(reader: TraceReader, limit: number): void {
		this.#printFacts(describeHeader(reader.header));
		this.#printFacts(describeSurvey(surveyTrace(reader)));
		if (!this.events) return;
		for (const { tick, event } of events(reader, limit)) {
			this.print(`${String(tick).padStart(14)} ${formatTime(tick).padStart(14)}  ${describeEvent(event)}`);
		}
	}

	#printFacts(facts: readonly [name: string, value: string][]): void {
		for (const [name, value] of facts) this.print(`${name.padEnd(12)} ${value}`);
	}

	#printJson(reader: TraceReader, limit: number): void {
		const facts = { header: reader.header, summary: surveyTrace(reader) };
		const listed = this.events ? { events: [...events(reader, limit)] } : {};
		this.print(JSON.stringify({ ...facts, ...listed }, jsonReplacer, "\t"));
	}
}

function* events(reader: TraceReader, limit: number): Generator<RecordedEvent> {
	let left = limit;
	for (const chunk of reader.chunks()) {
		for (const event of chunk.events) {
			if (left-- <= 0) return;
			yield event;
		}
	}
}
