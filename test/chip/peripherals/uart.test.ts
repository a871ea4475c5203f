import test from "ava";
import { Bench, US } from "../harness.js";

const UART0 = 0x60000000;
const UART1 = 0x60000f00;
const FIFO = 0x00;
const INT_RAW = 0x04;
const INT_ST = 0x08;
const INT_ENA = 0x0c;
const INT_CLR = 0x10;
const CLKDIV = 0x14;
const AUTOBAUD = 0x18;
const STATUS = 0x1c;
const CONF0 = 0x20;
const CONF1 = 0x24;
const LOWPULSE = 0x28;
const HIGHPULSE = 0x2c;
const RXD_CNT = 0x30;

const RXFIFO_FULL = 1 << 0;
const TXFIFO_EMPTY = 1 << 1;
const PARITY_ERR = 1 << 2;
const FRM_ERR = 1 << 3;
const RXFIFO_OVF = 1 << 4;
const BRK_DET = 1 << 7;
const RXFIFO_TOUT = 1 << 8;

const EIGHT_N_ONE = 0x1c;
const PARITY_EVEN = EIGHT_N_ONE | 0b10;
const LOOPBACK = 1 << 14;
const TOUT_EN = 1 << 31;
/** CONF1 with time-out after 2 units, EMPTY at 0x10 and FULL at 120. */
const CONF1_TIMEOUT = TOUT_EN | (2 << 24) | (0x10 << 8) | 120;
const UART_INTERRUPT_LINE = 1 << 5;

/** 115200 baud nominally: divider 694, 6940 APB cycles of two ticks a frame of ten bits. */
const FRAME_115200 = 13880;

function bench(conf1 = CONF1_TIMEOUT): Bench {
	const b = Bench.at80MHz();
	b.write(UART0 + CONF1, conf1);
	b.write(UART0 + INT_CLR, 0x1ff);
	return b;
}

const status = (b: Bench): { rx: number; tx: number } => {
	const value = b.read(UART0 + STATUS);
	return { rx: value & 0xff, tx: (value >>> 16) & 0xff };
};

test("a byte leaves after ten bit times, to the tick, and the next right behind it", (t) => {
	const b = bench();
	const start = b.tick;
	for (const byte of [0x41, 0x42, 0x43]) b.write(UART0 + FIFO, byte);
	t.is(status(b).tx, 2, "the first byte is in the shifter");
	b.run(4 * FRAME_115200);
	t.deepEqual(
		b.out.uartBytes.map(({ tick, byte, baud }) => [tick - start, byte, baud]),
		[
			[FRAME_115200, 0x41, 115274],
			[2 * FRAME_115200, 0x42, 115274],
			[3 * FRAME_115200, 0x43, 115274],
		],
	);
	t.is(status(b).tx, 0);
});

test("before the PLL is set up a divider of 694 makes 74880 baud", (t) => {
	const b = new Bench();
	b.write(UART0 + CLKDIV, 694);
	b.write(UART0 + FIFO, 0x55);
	b.run(30_000);
	t.is(b.out.uartBytes[0].baud, 74928);
	t.is(b.out.uartBytes[0].tick, Math.ceil((6940 * 40) / 13));
});

for (const [name, conf0, halfBits] of [
	["5N1", 0x10, 14],
	["7E1", 0x1a, 20],
	["8N1", 0x1c, 20],
	["8O1", 0x1f, 22],
	["8N1.5", 0x2c, 21],
	["8N2", 0x3c, 22],
] as const) {
	test(`a ${name} frame is ${halfBits / 2} bits long`, (t) => {
		const b = bench();
		b.write(UART0 + CONF0, conf0);
		const start = b.tick;
		b.write(UART0 + FIFO, 1);
		b.run(20_000);
		t.is(b.out.uartBytes[0].tick - start, halfBits * 694);
	});
}

test("a byte keeps the speed it began with when the divider changes", (t) => {
	const b = bench();
	const start = b.tick;
	b.write(UART0 + FIFO, 1);
	b.write(UART0 + FIFO, 2);
	b.run(1000);
	b.write(UART0 + CLKDIV, 8333);
	b.run(200_000);
	t.deepEqual(
		b.out.uartBytes.map(({ tick, baud }) => [tick - start, baud]),
		[
			[FRAME_115200, 115274],
			[FRAME_115200 + 166_660, 9600],
		],
	);
});

test("the TX FIFO takes 128 bytes beside the one being shifted, and loses the rest", (t) => {
	const b = bench();
	for (let i = 0; i < 140; i++) b.write(UART0 + FIFO, i);
	t.is(status(b).tx, 128);
	b.run(140 * FRAME_115200);
	t.deepEqual(
		b.out.uartBytes.map(({ byte }) => byte),
		Array.from({ length: 129 }, (_, i) => i),
	);
});

test("TXFIFO_EMPTY stands while the FIFO is at or below its threshold", (t) => {
	const b = bench();
	t.truthy(b.read(UART0 + INT_RAW) & TXFIFO_EMPTY, "cleared, it is raised again");
	for (let i = 0; i < 18; i++) b.write(UART0 + FIFO, i);
	b.write(UART0 + INT_CLR, TXFIFO_EMPTY);
	t.is(status(b).tx, 17);
	t.falsy(b.read(UART0 + INT_RAW) & TXFIFO_EMPTY);
	b.run(FRAME_115200);
	t.is(status(b).tx, 16);
	t.truthy(b.read(UART0 + INT_RAW) & TXFIFO_EMPTY);
});

test("received bytes come out in order; an empty FIFO reads 0", (t) => {
	const b = bench();
	b.send([1, 2, 3]);
	t.is(status(b).rx, 3);
	t.deepEqual(
		[1, 2, 3, 4].map(() => b.read(UART0 + FIFO)),
		[1, 2, 3, 0],
	);
});

test("RXFIFO_FULL is raised at the threshold and again after a clear while it holds", (t) => {
	const b = bench(3);
	b.send([1, 2]);
	t.falsy(b.read(UART0 + INT_RAW) & RXFIFO_FULL);
	b.send([3]);
	b.write(UART0 + INT_CLR, RXFIFO_FULL);
	t.truthy(b.read(UART0 + INT_RAW) & RXFIFO_FULL);
	b.read(UART0 + FIFO);
	b.write(UART0 + INT_CLR, RXFIFO_FULL);
	t.falsy(b.read(UART0 + INT_RAW) & RXFIFO_FULL);
});

test("the 129th unread byte is lost and raises RXFIFO_OVF", (t) => {
	const b = bench();
	b.send(Array.from({ length: 128 }, (_, i) => i));
	t.falsy(b.read(UART0 + INT_RAW) & RXFIFO_OVF);
	b.send([0xee]);
	t.truthy(b.read(UART0 + INT_RAW) & RXFIFO_OVF);
	t.is(status(b).rx, 128);
	t.deepEqual(
		Array.from({ length: 128 }, () => b.read(UART0 + FIFO)),
		Array.from({ length: 128 }, (_, i) => i),
	);
});

test("RXFIFO_TOUT comes 16 bit times after the last byte, once", (t) => {
	const b = bench();
	b.send([1]);
	const timeout = 16 * 2 * 694;
	b.run(timeout - 2);
	t.falsy(b.read(UART0 + INT_RAW) & RXFIFO_TOUT);
	b.run(2);
	t.truthy(b.read(UART0 + INT_RAW) & RXFIFO_TOUT);
	b.write(UART0 + INT_CLR, RXFIFO_TOUT);
	b.run(10 * timeout);
	t.falsy(b.read(UART0 + INT_RAW) & RXFIFO_TOUT);
});

test("each byte starts the time-out again, and an emptied FIFO ends it", (t) => {
	const b = bench();
	b.send([1, 2, 3, 4, 5]);
	t.falsy(b.read(UART0 + INT_RAW) & RXFIFO_TOUT);
	for (let i = 0; i < 5; i++) b.read(UART0 + FIFO);
	b.run(1_000_000);
	t.falsy(b.read(UART0 + INT_RAW) & RXFIFO_TOUT);
});

test("no time-out without its enable bit", (t) => {
	const b = bench(CONF1_TIMEOUT & ~TOUT_EN);
	b.send([1]);
	b.run(1_000_000);
	t.falsy(b.read(UART0 + INT_RAW) & RXFIFO_TOUT);
});

test("INT_ST is what is raw and enabled, and asks for INT5 together with the other UART", (t) => {
	const b = bench();
	b.send([1]);
	b.run(20 * US + 16 * 2 * 694);
	t.is(b.cpu.intLines & UART_INTERRUPT_LINE, 0);
	b.write(UART0 + INT_ENA, RXFIFO_TOUT);
	t.is(b.read(UART0 + INT_ENA), RXFIFO_TOUT);
	t.is(b.read(UART0 + INT_ST), RXFIFO_TOUT);
	t.is(b.cpu.intLines & UART_INTERRUPT_LINE, UART_INTERRUPT_LINE);
	t.is(b.read(0x3ff20020), 1 << 0);
	b.write(UART1 + INT_ENA, TXFIFO_EMPTY);
	t.is(b.read(0x3ff20020), (1 << 0) | (1 << 2));
	b.write(UART0 + INT_CLR, RXFIFO_TOUT);
	t.is(b.cpu.intLines & UART_INTERRUPT_LINE, UART_INTERRUPT_LINE, "UART1 still asks");
	b.write(UART1 + INT_ENA, 0);
	t.is(b.cpu.intLines & UART_INTERRUPT_LINE, 0);
});

test("loopback receives what is sent and is deaf to the line", (t) => {
	const b = bench();
	b.write(UART0 + CONF0, EIGHT_N_ONE | LOOPBACK);
	b.write(UART0 + FIFO, 0x5a);
	b.send([0x11]);
	b.run(FRAME_115200);
	t.deepEqual([b.read(UART0 + FIFO), b.read(UART0 + FIFO)], [0x5a, 0]);
});

test("the reset bits of CONF0 empty the FIFOs", (t) => {
	const b = bench();
	b.send([1, 2]);
	for (let i = 0; i < 5; i++) b.write(UART0 + FIFO, i);
	b.write(UART0 + CONF0, EIGHT_N_ONE | (1 << 17));
	t.deepEqual(status(b), { rx: 0, tx: 4 });
	b.write(UART0 + CONF0, EIGHT_N_ONE | (1 << 18));
	t.deepEqual(status(b), { rx: 0, tx: 0 });
	b.run(10 * FRAME_115200);
	t.is(b.out.uartBytes.length, 1, "the byte in the shifter still leaves");
	t.falsy(b.read(UART0 + INT_RAW) & RXFIFO_TOUT);
});

test("a byte within 4% of the receiver's speed arrives whole", (t) => {
	for (const baud of [110_700, 119_900]) {
		const b = bench();
		b.chip.input({ kind: "uart", line: 0, byte: 0xa5, baud });
		t.is(b.read(UART0 + FIFO), 0xa5, `${baud}`);
		t.falsy(b.read(UART0 + INT_RAW) & FRM_ERR);
	}
});

test("a wrong speed garbles, and a low line where the stop bit should be is a framing error", (t) => {
	const b = bench();
	b.chip.input({ kind: "uart", line: 0, byte: 0x0f, baud: 57_600 });
	t.not(b.read(UART0 + FIFO), 0x0f);
	t.falsy(b.read(UART0 + INT_RAW) & FRM_ERR);
	b.chip.input({ kind: "uart", line: 0, byte: 0x8f, baud: 57_600 });
	b.chip.input({ kind: "uart", line: 0, byte: 0x01, baud: 38_400 });
	t.truthy(b.read(UART0 + INT_RAW) & FRM_ERR);
	t.falsy(b.read(UART0 + INT_RAW) & BRK_DET);
});

test("a line low for a whole frame is a break", (t) => {
	const b = bench();
	b.chip.input({ kind: "uart", line: 0, byte: 0, baud: 9600 });
	t.is(b.read(UART0 + INT_RAW) & (BRK_DET | FRM_ERR), BRK_DET | FRM_ERR);
	t.is(b.read(UART0 + FIFO), 0);
});

test("parity is checked where it is switched on", (t) => {
	const b = bench();
	b.write(UART0 + CONF0, PARITY_EVEN);
	b.send([0x01, 0x03]);
	t.falsy(b.read(UART0 + INT_RAW) & PARITY_ERR);
	b.chip.input({ kind: "uart", line: 0, byte: 0x80, baud: 125_000 });
	t.truthy(b.read(UART0 + INT_RAW) & PARITY_ERR);
});

test("seven data bits are all that is taken", (t) => {
	const b = bench();
	b.write(UART0 + CONF0, 0x18);
	b.send([0xc1]);
	t.is(b.read(UART0 + FIFO), 0x41);
});

test("autobaud gives the ROM what it needs for an esptool SYNC at 115200", (t) => {
	const sync = [0xc0, 0, 8, 0x24, 0, 0, 0, 0, 0, 7, 7, 0x12, 0x20, ...Array(32).fill(0x55), 0xc0];
	const b = new Bench();
	b.write(UART0 + AUTOBAUD, 1);
	for (const byte of sync) b.chip.input({ kind: "uart", line: 0, byte, baud: 115_200 });
	t.true(b.read(UART0 + RXD_CNT) > 29);
	const divider = ((b.read(UART0 + LOWPULSE) + b.read(UART0 + HIGHPULSE)) >> 1) + 12;
	t.is(divider, Math.floor(52_000_000 / 115_200));
	t.is(b.read(UART0 + AUTOBAUD), 1);
});

test("autobaud begins anew when it is switched on, and its counter stops at its end", (t) => {
	const b = bench();
	b.write(UART0 + AUTOBAUD, 1);
	for (let i = 0; i < 120; i++) b.chip.input({ kind: "uart", line: 0, byte: 0x55, baud: 115_200 });
	t.is(b.read(UART0 + RXD_CNT), 0x3ff);
	b.write(UART0 + AUTOBAUD, 0);
	b.chip.input({ kind: "uart", line: 0, byte: 0x55, baud: 921_600 });
	t.is(b.read(UART0 + LOWPULSE), 682);
	b.write(UART0 + AUTOBAUD, 1);
	t.deepEqual([b.read(UART0 + RXD_CNT), b.read(UART0 + LOWPULSE)], [0, 0xfffff]);
});

test("UART1 sends on its own line", (t) => {
	const b = bench();
	b.write(UART1 + FIFO, 0x77);
	b.run(FRAME_115200);
	t.like(b.out.uartBytes[0], { line: 1, byte: 0x77 });
	b.send([0x66], 1);
	t.is(b.read(UART1 + FIFO), 0x66);
});

test("reset values and identification", (t) => {
	const b = new Bench();
	t.is(b.read(UART0 + CLKDIV), 694);
	t.is(b.read(UART0 + CONF0), 0x1c);
	t.is(b.read(UART0 + CONF1), 0x6060);
	t.is(b.read(UART0 + 0x78), 0x62000);
	t.is(b.read(UART0 + 0x7c), 0x500);
	t.is(b.read(UART0 + 0x50), 0);
	t.is(b.read(UART0 + STATUS), 0x6000e000);
	b.write(UART0 + 0x50, 1);
	t.is(b.read(UART0 + 0x50), 0);
});

test("STATUS says as long as the last frame is under way that the transmitter is busy", (t) => {
	const b = bench();
	b.write(UART0 + FIFO, 1);
	b.run(FRAME_115200 / 2);
	t.is(b.read(UART0 + STATUS) >>> 31, 1);
	t.is(status(b).tx, 0);
	b.run(FRAME_115200 / 2);
	t.is(b.read(UART0 + STATUS) >>> 31, 0);
});

test("a sleeping chip does not hear its UART", (t) => {
	const b = bench();
	b.enterSleep();
	b.chip.input({ kind: "uart", line: 0, byte: 1, baud: 115_274 });
	t.is(status(b).rx, 0);
});

test("what is under way in a light sleep goes on after it", (t) => {
	const b = bench();
	b.send([9]);
	b.write(UART0 + FIFO, 1);
	const start = b.tick;
	b.sleepLightly(1000);
	b.run(2 * FRAME_115200);
	const [asleep, awake] = b.out.powerEvents.slice(-2).map((e) => e.tick);
	t.is(b.out.uartBytes[0].tick - start, FRAME_115200 + (awake - asleep));
	t.truthy(b.read(UART0 + INT_RAW) & RXFIFO_TOUT);
});

const TXD_BRK = 1 << 8;

test("TXD_BRK holds the line low: a byte 0 as slow as it was long, and what was written meanwhile after it", (t) => {
	const b = bench();
	const start = b.tick;
	b.write(UART0 + FIFO, 0x41);
	b.write(UART0 + CONF0, EIGHT_N_ONE | TXD_BRK);
	b.run(FRAME_115200);
	b.write(UART0 + FIFO, 0x42);
	b.run(900 * US);
	b.write(UART0 + CONF0, EIGHT_N_ONE);
	const end = b.tick;
	b.run(2 * FRAME_115200);
	t.deepEqual(
		b.out.uartBytes.map(({ tick, byte }) => [tick, byte]),
		[
			[start + FRAME_115200, 0x41],
			[end, 0],
			[end + FRAME_115200, 0x42],
		],
	);
	// Nine bits in 0.9 ms and the few ticks of the writes.
	const { baud } = b.out.uartBytes[1];
	t.true(baud > 9900 && baud <= 10000, `${baud}`);
});

test("a break in loopback is one NUL with framing error and BRK_DET, a frame after it began", (t) => {
	const b = bench();
	b.write(UART0 + CONF0, EIGHT_N_ONE | LOOPBACK | TXD_BRK);
	b.run(FRAME_115200 - 1000);
	t.is(b.read(UART0 + INT_RAW) & (FRM_ERR | BRK_DET), 0);
	b.run(2000);
	t.is(b.read(UART0 + INT_RAW) & (FRM_ERR | BRK_DET | PARITY_ERR), FRM_ERR | BRK_DET);
	b.run(10 * FRAME_115200);
	t.is(status(b).rx, 1);
	t.is(b.read(UART0 + FIFO), 0);
	b.write(UART0 + CONF0, EIGHT_N_ONE | LOOPBACK);
	b.write(UART0 + INT_CLR, 0x1ff);
	b.write(UART0 + FIFO, 0x43);
	b.run(2 * FRAME_115200);
	t.is(status(b).rx, 1);
	t.is(b.read(UART0 + FIFO), 0x43);
	t.is(b.read(UART0 + INT_RAW) & (FRM_ERR | BRK_DET), 0);
});

test("a pulse shorter than a frame is no break", (t) => {
	const b = bench();
	b.write(UART0 + CONF0, EIGHT_N_ONE | LOOPBACK | TXD_BRK);
	b.run(FRAME_115200 / 5);
	b.write(UART0 + CONF0, EIGHT_N_ONE | LOOPBACK);
	b.run(FRAME_115200);
	t.is(b.read(UART0 + INT_RAW) & (FRM_ERR | BRK_DET), 0);
	t.is(status(b).rx, 1);
	t.not(b.read(UART0 + FIFO), 0);
});
