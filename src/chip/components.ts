/** The chip's components in layout order: the table of contents of a snapshot. */
import { clockComponent } from "./clock-tree.js";
import { interruptsComponent } from "./interrupts.js";
import {
	dramComponent,
	flashComponent,
	iramComponent,
	romComponent,
	rtcRamComponent,
} from "./memory/memories.js";
import { registerMapComponent } from "./memory/register-map.js";
import { adcComponent } from "./peripherals/adc.js";
import { analogComponent } from "./peripherals/analog.js";
import { dportComponent } from "./peripherals/dport.js";
import { efuseComponent } from "./peripherals/efuse.js";
import { flashChipComponent } from "./peripherals/flash-chip.js";
import { frc1Component, frc2Component } from "./peripherals/frc.js";
import { gpioComponent } from "./peripherals/gpio.js";
import { hspiBusComponent } from "./peripherals/hspi-bus.js";
import {
	i2sComponent,
	i2sRxComponent,
	i2sRxFifoComponent,
	i2sTxComponent,
	i2sTxFifoComponent,
} from "./peripherals/i2s-state.js";
import { iomuxComponent } from "./peripherals/iomux.js";
import { padsComponent } from "./peripherals/pads.js";
import { rngComponent } from "./peripherals/rng.js";
import { rtcComponent } from "./peripherals/rtc.js";
import { rtcCalibrationComponent } from "./peripherals/rtc-calibration.js";
import { sigmaDeltaComponent } from "./peripherals/sigma-delta.js";
import { slcComponent, slcRxComponent, slcTxComponent } from "./peripherals/slc.js";
import { spi0Component, spi1Component } from "./peripherals/spi.js";
import { UART_COMPONENTS } from "./peripherals/uart-state.js";
import { wdevComponent } from "./peripherals/wdev-state.js";
import { wdtComponent } from "./peripherals/wdt.js";
import { powerComponent } from "./power.js";
import type { Component } from "./state/fields.js";
import { cpuComponent } from "./xtensa/cpu-state.js";

/** All components of a chip with `flashSize` bytes of flash. */
export function chipComponents(flashSize: number): readonly Component[] {
	return [
		cpuComponent,
		clockComponent,
		powerComponent,
		interruptsComponent,
		registerMapComponent,
		...Object.values(UART_COMPONENTS[0]),
		...Object.values(UART_COMPONENTS[1]),
		gpioComponent,
		padsComponent,
		sigmaDeltaComponent,
		iomuxComponent,
		frc1Component,
		frc2Component,
		rtcComponent,
		rtcCalibrationComponent,
		wdtComponent,
		dportComponent,
		efuseComponent,
		adcComponent,
		rngComponent,
		analogComponent,
		wdevComponent,
		spi0Component,
		spi1Component,
		hspiBusComponent,
		slcComponent,
		slcRxComponent,
		slcTxComponent,
		i2sComponent,
		i2sTxComponent,
		i2sTxFifoComponent,
		i2sRxComponent,
		i2sRxFifoComponent,
		flashChipComponent,
		rtcRamComponent,
		dramComponent,
		iramComponent,
		romComponent,
		flashComponent(flashSize),
	];
}
