/** The state of the UARTs. */
import { component, u32, u64 } from "../state/fields.js";
import { uartAutobaudFields } from "./uart-autobaud.js";
import { uartFifoFields } from "./uart-fifo.js";

/** Fields of a UART but for its FIFOs and its autobaud unit. */
export const uartFields = {
	intRaw: u32(),
	intEna: u32(),
	clkdiv: u32(),
	conf0: u32(),
	conf1: u32(),
	/** 1 while `txByte` is being shifted out at `txBaud`, until tick `txDone`. */
	txBusy: u32(),
	txByte: u32(),
	txBaud: u32(),
	txDone: u64(),
	/** Tick since which TXD_BRK holds the TX line low; 0 while it does not. */
	breakFrom: u64(),
	/** 1 when the looped-back receiver has taken that break. */
	breakTaken: u32(),
	/** Tick at which the RX line counts as idle; 0 when no time-out is running. */
	rxIdleAt: u64(),
};

function uartComponents(name: string) {
	return {
		registers: component(name, uartFields),
		autobaud: component(`${name}.autobaud`, uartAutobaudFields),
		rx: component(`${name}.rx`, uartFifoFields),
		tx: component(`${name}.tx`, uartFifoFields),
	};
}

/** The state of both UARTs. */
export const UART_COMPONENTS = [uartComponents("uart0"), uartComponents("uart1")] as const;
