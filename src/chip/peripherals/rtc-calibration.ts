/**
 * Slow-clock calibration (0x6000036C, 0x60000370, behind the GPIO registers): counts crystal cycles over 256
 * cycles of the RTC's slow clock. Bit 31 of the first starts, bit 31 of the second says done, bits 27:0 count.
 */
import type { Registers } from "../memory/register-map.js";
import { Block, type Soc } from "../soc.js";
import { component, u32, u64 } from "../state/fields.js";
import { NEVER } from "../time.js";
import type { Rtc } from "./rtc.js";

/** Register offsets, from the GPIO block's base. */
export const RTC_CALIB_SYNC = 0x6c;
export const RTC_CALIB_VALUE = 0x70;

const START = 1 << 31;
const READY = 1 << 31;

export const rtcCalibrationComponent = component("rtccal", {
	sync: u32(),
	value: u32(),
	/** Tick at which the running measurement is done; 0 when none runs. */
	doneAt: u64(),
});

export class RtcCalibration extends Block implements Registers {
	readonly #s = this.soc.state.view(rtcCalibrationComponent);
	readonly #rtc: Rtc;

	constructor(soc: Soc, rtc: Rtc) {
		super(soc);
		this.#rtc = rtc;
	}

	reset(): void {
		this.#s.sync = 0;
		this.#s.value = 0;
		this.#s.doneAt = 0;
	}

	read(offset: number): number {
		const s = this.#s;
		if (offset === RTC_CALIB_SYNC) return s.sync;
		if (offset !== RTC_CALIB_VALUE) return 0;
		if (s.doneAt > 0 && s.doneAt <= this.soc.now()) {
			s.doneAt = 0;
			s.value = READY | this.#rtc.calibration;
		}
		return s.value;
	}

	/** Until the measurement is done; without one, nothing but a write changes it. */
	steadyUntil(offset: number): number {
		const { doneAt } = this.#s;
		if (offset !== RTC_CALIB_VALUE) return 0;
		if (doneAt === 0) return NEVER;
		return this.soc.now() < doneAt ? doneAt : 0;
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		if (offset === RTC_CALIB_VALUE) s.value = value;
		if (offset !== RTC_CALIB_SYNC) return;
		const starts = (value & START) !== 0 && (s.sync & START) === 0;
		s.sync = value;
		if (starts) {
			s.value &= ~READY;
			s.doneAt = this.soc.now() + this.#rtc.calibrationTicks;
		}
	}
}
