/** All blocks of the chip, wired to each other and to their register addresses. */
import type { ChipConfig } from "../config.js";
import type { ChipInput, PowerInput } from "../inputs.js";
import { RTC_RAM_BASE, RTC_RAM_SIZE } from "../memory/memories.js";
import { RegisterMap } from "../memory/register-map.js";
import { RtcRam } from "../memory/rtc-ram.js";
import type { ResetKind, Soc } from "../soc.js";
import { Adc } from "./adc.js";
import { Analog } from "./analog.js";
import { Dport } from "./dport.js";
import { Efuse } from "./efuse.js";
import { FlashChip } from "./flash-chip.js";
import { Frc1, Frc2 } from "./frc.js";
import { Gpio } from "./gpio.js";
import { HspiBus } from "./hspi-bus.js";
import { I2s } from "./i2s.js";
import { SIZE as I2S_SIZE } from "./i2s-registers.js";
import { Iomux } from "./iomux.js";
import { Pads } from "./pads.js";
import { Rng } from "./rng.js";
import { Rtc } from "./rtc.js";
import { RTC_CALIB_SYNC, RtcCalibration } from "./rtc-calibration.js";
import { SigmaDelta } from "./sigma-delta.js";
import { Slc } from "./slc.js";
import { SIZE as SLC_SIZE } from "./slc-registers.js";
import { Spi } from "./spi.js";
import { Uart } from "./uart.js";
import { Wdev } from "./wdev.js";
import { WDEV_BASE, WDEV_SIZE } from "./wdev-registers.js";
import { Wdt } from "./wdt.js";

/** What blocks need of the chip beyond the services of `Soc`. */
export interface PeripheralWiring {
	reset(kind: ResetKind): void;
	flashChanged(offset: number, length: number): void;
	cacheChanged(): void;
	/** Whether GPIO16 is wired to the reset pin. */
	readonly wakeWire: boolean;
}

export class Peripherals {
	readonly registers: RegisterMap;
	readonly uarts: readonly [Uart, Uart];
	readonly gpio: Gpio;
	readonly rtc: Rtc;
	readonly wdev: Wdev;
	readonly flashChip: FlashChip;
	readonly #adc: Adc;
	readonly #analog: Analog;
	readonly #dport: Dport;
	readonly #efuse: Efuse;
	readonly #rng: Rng;
	readonly #hspiBus: HspiBus;

	constructor(soc: Soc, wiring: PeripheralWiring) {
		const { state } = soc;
		this.#rng = new Rng(state);
		this.#adc = new Adc(state, this.#rng);
		this.#efuse = new Efuse(state);
		this.#hspiBus = new HspiBus(soc);
		const wdev = new Wdev(soc, this.#rng, () => this.#analog.channel);
		this.wdev = wdev;
		this.#dport = new Dport(soc, this.#efuse, {
			cacheChanged: () => wiring.cacheChanged(),
			macReset: () => wdev.macReset(),
		});
		const iomux = new Iomux(soc);
		const pads = new Pads(soc);
		const sigmaDelta = new SigmaDelta(soc, pads);
		const slc = new Slc(soc);
		const i2s = new I2s(soc, slc, pads);
		this.gpio = new Gpio(soc, pads, iomux, sigmaDelta, {
			flashPadsChanged: () => wiring.cacheChanged(),
			beforeChange: (pads) => i2s.beforeChange(pads),
		});
		this.rtc = new Rtc(soc, this.gpio, pads, {
			softwareReset: () => wiring.reset("software"),
			wakeWire: wiring.wakeWire,
		});
		const rtcCalibration = new RtcCalibration(soc, this.rtc);
		this.uarts = [new Uart(soc, 0), new Uart(soc, 1)];
		this.flashChip = new FlashChip(soc, (offset, length) => wiring.flashChanged(offset, length));
		const spi0 = new Spi(soc, 0, {
			begin: ({ command, address, mosi, misoLength }) =>
				this.gpio.flashConnected
					? this.flashChip.execute(command, address, mosi, misoLength)
					: new Uint8Array(misoLength).fill(0xff),
		});
		const spi1 = new Spi(soc, 1, this.#hspiBus);
		const frc1 = new Frc1(soc);
		const frc2 = new Frc2(soc);
		const wdt = new Wdt(soc, () => wiring.reset("watchdog"));
		this.#analog = new Analog(soc, this.#adc);
		this.registers = new RegisterMap(state, [
			{ registers: this.#dport, base: 0x3ff00000, size: 0x100 },
			{ registers: wdev, base: WDEV_BASE, size: WDEV_SIZE },
			{ registers: this.uarts[0], base: 0x60000000, size: 0x100 },
			{ registers: spi1, base: 0x60000100, size: 0x100 },
			{ registers: spi0, base: 0x60000200, size: 0x100 },
			{ registers: this.gpio, base: 0x60000300, size: 0x6c },
			{ registers: rtcCalibration, base: 0x6000036c, size: 0x8, offset: RTC_CALIB_SYNC },
			{ registers: this.#analog, base: 0x60000400, size: 0x200, offset: 0x400 },
			{ registers: frc1, base: 0x60000600, size: 0x20 },
			{ registers: frc2, base: 0x60000620, size: 0x20 },
			{ registers: this.rtc, base: 0x60000700, size: 0x100 },
			{ registers: iomux, base: 0x60000800, size: 0x100 },
			{ registers: wdt, base: 0x60000900, size: 0x100 },
			{ registers: this.#analog, base: 0x60000a00, size: 0x500, offset: 0xa00 },
			{ registers: slc, base: 0x60000b00, size: SLC_SIZE },
			{ registers: i2s, base: 0x60000e00, size: I2S_SIZE },
			{ registers: this.uarts[1], base: 0x60000f00, size: 0x100 },
			{ registers: new RtcRam(state), base: RTC_RAM_BASE, size: RTC_RAM_SIZE },
			{ registers: this.#analog, base: 0x60009800, size: 0x800, offset: 0x9800 },
		]);
	}

	/** Sets what is fixed before power-on. */
	configure(config: ChipConfig): void {
		this.#efuse.setMac(config.mac);
		this.#rng.seed(config.seed[0], config.seed[1]);
		this.gpio.setStraps(config.straps);
		this.rtc.setPeriod(config.rtcPeriodFs);
	}

	/** Takes an input at a pin or the antenna. A sleeping chip's clocked receivers are deaf. */
	input(input: Exclude<ChipInput, PowerInput>): void {
		if (this.rtc.sleep !== "none" && (input.kind === "uart" || input.kind === "frame")) return;
		switch (input.kind) {
			case "uart":
				this.uarts[input.line].receive(input.byte, input.baud);
				break;
			case "pin":
				this.gpio.drive(input.pin, input.level);
				this.rtc.pinChanged();
				break;
			case "adc":
				this.#adc.set(input.microvolts);
				break;
			case "spi":
				this.#hspiBus.supply(input.bytes);
				break;
			case "rtc":
				this.rtc.setPeriod(input.periodFs);
				break;
			case "frame":
				this.wdev.receive(input);
				break;
		}
	}

	/** Whether the PLL is set up for the 26 MHz crystal. */
	get pll26(): boolean {
		return this.#analog.pll26;
	}

	/** Whether the CPU runs at twice the APB clock. */
	get cpuDouble(): boolean {
		return this.#dport.cpuDouble;
	}

	/** Where the flash window is mapped; with the flash cut off from its pads there is nothing to see in it. */
	get flashWindow(): { enabled: boolean; offset: number } {
		const window = this.#dport.flashWindow;
		return { ...window, enabled: window.enabled && this.gpio.flashConnected };
	}

	/** Cache RAM banks taken from IRAM, bits 0 and 1. */
	get cacheBanks(): number {
		return this.#dport.cacheBanks;
	}
}
