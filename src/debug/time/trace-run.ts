/** A recorded run to walk in. */
import { createChip, type EngineChoice } from "../../chip/create-chip.js";
import type { Firmware } from "../../firmware/reference.js";
import type { BootRom } from "../../firmware/rom.js";
import { chipConfig, machineOf } from "../../session/machine.js";
import { inputsOf } from "../../session/trace-inputs.js";
import type { TraceReader } from "../../trace/reader.js";
import { History } from "./history.js";
import type { Run } from "./time-machine.js";

/** Throws SessionError `not-recorded-build`, and TraceError. */
export function traceRun(reader: TraceReader, firmware: Firmware, rom: BootRom, engine?: EngineChoice): Run {
	const history = new History();
	const { inputs: events, lastTick } = inputsOf(reader, (chunk) => history.add(chunk));
	const chip = createChip(chipConfig(machineOf(reader.header, firmware, rom)), history.listener, engine);
	return { chip, history, events, lastTick };
}
