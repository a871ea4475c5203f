/** Plays a scenario: a state machine driven by guest time and what the console says. */
import type { DeviceBench } from "../devices/bench.js";
import { savePicture, toText } from "../devices/picture.js";
import { SerialLine } from "../serial/serial-line.js";
import { formatTime } from "../units.js";
import { type ChipPort, earliest, type World, type WorldAction, type WorldEnd } from "../world.js";
import { ConsoleText } from "./console-text.js";
import type { Controls, Errand } from "./controls.js";
import { differs } from "./device-expectation.js";
import { ScenarioError } from "./errors.js";
import { describePattern, type Scenario, type Step } from "./schema.js";

export interface ScenarioWorldOptions {
	/** Speed of the serial line; without it the line follows the chip's UART0. */
	readonly baud?: number;
	/** What steps act on: the air and the network ... */
	readonly controls?: Controls | undefined;
	/** ... and the devices. */
	readonly bench?: DeviceBench | undefined;
}

export class ScenarioWorld implements World {
	readonly #scenario: Scenario;
	readonly #line: SerialLine;
	readonly #console = new ConsoleText();
	/** Index of the step under way. */
	#at = 0;
	/** Tick at which it began; undefined before its first `act`. */
	#since: number | undefined;
	#end: WorldEnd | undefined;
	readonly #controls: Controls | undefined;
	readonly #bench: DeviceBench | undefined;
	/** What the step under way has begun in the network. */
	#errand: Errand | undefined;

	/** Throws DeviceError for steps that name devices which are not there. */
	constructor(scenario: Scenario, { baud, controls, bench }: ScenarioWorldOptions = {}) {
		this.#scenario = scenario;
		this.#controls = controls;
		this.#bench = bench;
		for (const name of devicesNamed(scenario.steps)) this.#devices().device(name);
		this.#line = new SerialLine(0, baud);
	}

	get end(): WorldEnd | undefined {
		return this.#end;
	}

	onConsole(byte: number): void {
		this.#console.add(byte);
	}

	next(): number | undefined {
		if (this.#end) return undefined;
		return earliest(this.#line.next(), this.#stepNext());
	}

	act(now: number, port: ChipPort): readonly WorldAction[] {
		const actions: WorldAction[] = this.#line.act(now, port);
		if (this.#since === undefined) this.#begin(now);
		while (!this.#end && this.#finished(now, actions)) {
			this.#at++;
			this.#begin(now);
		}
		// A send that has just begun puts its first byte on the wire now.
		actions.push(...this.#line.act(now, port));
		return actions;
	}

	/** When the step under way wants to be looked at again. */
	#stepNext(): number | undefined {
		const step = this.#scenario.steps[this.#at];
		const since = this.#since;
		if (since === undefined) return 0;
		switch (step?.kind) {
			case "expect":
				return this.#console.changed ? 0 : since + step.timeoutTicks;
			case "send":
				return since + step.timeoutTicks;
			case "fetch":
			case "datagrams":
				return this.#errand?.over === false ? since + step.timeoutTicks : 0;
			case "wait":
				return since + step.ticks;
			case undefined:
				return since + this.#scenario.endTicks;
			default:
				return 0;
		}
	}

	#begin(now: number): void {
		this.#since = now;
		const step = this.#scenario.steps[this.#at];
		if (step?.kind === "send") this.#line.send(step.bytes);
		if (step?.kind === "fetch") this.#errand = this.#surroundings().fetch(step.request);
		if (step?.kind === "datagrams") this.#errand = this.#surroundings().datagrams(step.request);
	}

	/** Does what can be done of the step under way; true when it is finished. */
	#finished(now: number, actions: WorldAction[]): boolean {
		const step = this.#scenario.steps[this.#at];
		const waited = now - this.#since!;
		switch (step?.kind) {
			case undefined:
				if (waited >= this.#scenario.endTicks) this.#end = { reason: "scenario end" };
				return false;
			case "expect":
				if (this.#console.take(step.pattern)) return true;
				if (waited >= step.timeoutTicks) this.#fail(step, `did not see ${describePattern(step.pattern)}`);
				return false;
			case "send":
				if (this.#line.idle) return true;
				if (waited >= step.timeoutTicks) this.#fail(step, "could not send everything");
				return false;
			case "wait":
				return waited >= step.ticks;
			case "fetch":
			case "datagrams":
				if (this.#errand!.failure !== undefined) this.#fail(step, this.#errand!.failure);
				else if (this.#errand!.over) return true;
				else if (waited >= step.timeoutTicks) this.#fail(step, "did not come to its end");
				return false;
			case "see":
				return this.#sees(step, now, waited);
			case "set":
				for (const { device, values } of step.changes) this.#devices().set(device, values, now);
				actions.push(...this.#devices().act(now));
				return true;
			case "save":
				for (const { device, path } of step.files) savePicture(path, this.#devices().picture(device));
				return true;
			case "pin":
				if (!this.#bench) actions.push(...instant(step));
				else {
					for (const { pin, level } of step.levels) this.#bench.movePin(pin, level, now);
					// Before what the next step does.
					actions.push(...this.#bench.act(now));
				}
				return true;
			case "air":
				for (const { node, deed } of step.deeds) this.#surroundings().air(node, deed);
				return true;
			default:
				actions.push(...instant(step));
				return true;
		}
	}

	/** Whether the devices say of themselves what they should; fails when they have had their time. */
	#sees(step: Step & { kind: "see" }, now: number, waited: number): boolean {
		for (const { device, values } of step.states) {
			const difference = differs(this.#devices().state(device, now), values);
			if (difference === undefined) continue;
			if (waited >= step.timeoutTicks) {
				this.#fail(step, `waited for device "${device}", which ${difference}${this.#shown(device)},`);
			}
			return false;
		}
		return true;
	}

	/** What a display shows, below a line of its own. */
	#shown(device: string): string {
		const picture = this.#devices().device(device).picture?.();
		return picture ? ` and shows\n${toText(picture)}\n` : "";
	}

	#devices(): DeviceBench {
		if (this.#bench) return this.#bench;
		throw new ScenarioError("a step that acts on a device needs devices, or a board that has some");
	}

	#surroundings(): Controls {
		if (this.#controls) return this.#controls;
		throw new ScenarioError(
			"a step that acts on the air or the network needs access_points, stations or network",
		);
	}

	#fail(step: Step & { timeoutTicks: number }, what: string): void {
		const { steps, name } = this.#scenario;
		const said = this.#console.tail();
		this.#end = {
			reason: "scenario failed",
			failure:
				`scenario${name === undefined ? "" : ` ${JSON.stringify(name)}`}: step ${this.#at + 1} of ${steps.length} ` +
				`(${step.kind}, line ${step.line}) ${what} within ${formatTime(step.timeoutTicks)} of guest time; ` +
				(said === "" ? "the console said nothing" : `the console's last words were:\n${said}`),
		};
	}
}

/** Names of the devices that steps act on or look at. */
export function devicesNamed(steps: readonly Step[]): string[] {
	return steps.flatMap((step) => {
		if (step.kind === "set") return step.changes.map(({ device }) => device);
		if (step.kind === "see") return step.states.map(({ device }) => device);
		return step.kind === "save" ? step.files.map(({ device }) => device) : [];
	});
}

/** What a step that takes no time, and acts on the chip alone, does. */
function instant(step: Step & { kind: "pin" | "adc" | "rtc" | "power" | "note" }): WorldAction[] {
	switch (step.kind) {
		case "pin":
			return step.levels.map((level) => ({ kind: "input", input: { kind: "pin", ...level } }));
		case "adc":
			return [{ kind: "input", input: { kind: "adc", microvolts: step.microvolts } }];
		case "rtc":
			return [{ kind: "input", input: { kind: "rtc", periodFs: step.periodFs } }];
		case "power":
			return [{ kind: "input", input: { kind: "power", event: step.event, straps: step.straps } }];
		case "note":
			return [{ kind: "note", text: step.text }];
	}
}
