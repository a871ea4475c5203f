/** What a trace's pins did, as a value change dump: driven by the chip, driven from outside, the serial lines, the ADC. */
import type { TraceReader } from "../../trace/reader.js";
import type { PinLevel } from "../../trace/schema.js";
import { DrivenPin } from "./driven-pin.js";
import { type SerialByte, serialWave } from "./serial-wave.js";
import { type VcdSignal, type VcdStep, vcdText, type WireValue } from "./writer.js";

type Changes = { tick: number; value: WireValue }[];

/** The dump's text; pins that nobody drove are left out. Throws TraceError. */
export function exportVcd(
	reader: TraceReader,
	timeStep: VcdStep = "10ps",
): { readonly text: string; readonly signals: number } {
	const driven = new Map<number, DrivenPin>();
	const outside = new Map<number, Changes>();
	const lines: Record<"tx" | "rx", SerialByte[][]> = { tx: [[], []], rx: [[], []] };
	const volts: { tick: number; value: number }[] = [];
	const chunks = reader.chunks();
	for (;;) {
		const step = chunks.next();
		if (step.done) {
			const { lastTick } = step.value;
			const drivenChanges = new Map([...driven].map(([pin, told]) => [pin, told.changes(lastTick)]));
			const signals = [
				...pinSignals("", drivenChanges),
				...pinSignals("_in", outside),
				...(["tx", "rx"] as const).flatMap((way) =>
					lines[way].flatMap((bytes, i) => serial(`uart${i}_${way}`, bytes)),
				),
				...(volts.length > 0 ? [{ name: "adc", kind: "real" as const, initial: 0, changes: volts }] : []),
			];
			return { text: vcdText(signals, "esp8266", lastTick, timeStep), signals: signals.length };
		}
		const { events, outputs } = step.value;
		for (const told of [...outputs.bits, ...outputs.pins]) {
			const pin = driven.get(told.pin) ?? new DrivenPin();
			driven.set(told.pin, pin);
			pin.add(told);
		}
		for (const line of [0, 1] as const) lines.tx[line].push(...outputs.uart[line]);
		for (const { tick, event } of events) {
			if (event.kind === "pin") add(outside, event.pin, tick, event.level);
			else if (event.kind === "adc") volts.push({ tick, value: event.microvolts / 1e6 });
			else if (event.kind === "uart") lines.rx[event.line].push({ tick, byte: event.byte, baud: event.baud });
		}
	}
}

function add(pins: Map<number, Changes>, pin: number, tick: number, value: PinLevel): void {
	const changes = pins.get(pin) ?? [];
	changes.push({ tick, value });
	pins.set(pin, changes);
}

function pinSignals(ending: string, pins: ReadonlyMap<number, Changes>): VcdSignal[] {
	return [...pins]
		.sort(([a], [b]) => a - b)
		.map(([pin, changes]) => ({ name: `gpio${pin}${ending}`, kind: "wire", initial: "z", changes }));
}

function serial(name: string, bytes: readonly SerialByte[]): VcdSignal[] {
	return bytes.length === 0 ? [] : [{ name, kind: "wire", initial: 1, changes: serialWave(bytes) }];
}
