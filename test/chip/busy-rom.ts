/**
 * A ROM whose program keeps the chip busy: it draws random numbers into RAM, waits with WAITI every 64 rounds, and
 * from interrupts of FRC1 (every 341 * 16 APB cycles) and UART0 toggles GPIO4 and echoes bytes.
 */
import { romWith } from "./harness.js";

const hex = (text: string): number[] => text.match(/[0-9a-f]{2}/g)!.map((byte) => Number.parseInt(byte, 16));

const USER_VECTOR = 0x50;
const LITERALS = 0x84;
const MAIN = 0x100;

/** 50: j handler */
const VECTOR_CODE = hex("064600");
/** 80: j main */
const RESET_CODE = hex("061f00");
/** 0x60000000, 0x3ff00000, 0x3ffe8000, 0x3ff20e44, 0xc4, 0x82000001, 0x220 */
const LITERAL_WORDS = hex("00000060 0000f03f 0080fe3f 440ef23f c4000000 01000082 20020000");

const MAIN_CODE = hex(
	`
	21e1ff 31e1ff 41e1ff 51e1ff   // l32r a2, APB; a3, DPORT; a4, DRAM; a5, RANDOM
	62a002 626301                 // gate of FRC1
	62a155 72d206 626700          // FRC1 LOAD = 0x155
	61deff 626702                 // FRC1 CTRL = enable, auto-load, divide by 16
	61ddff 626209                 // UART0 CONF1 = FULL at 1, time-out 2
	62a101 626203                 // UART0 INT_ENA = FULL, TOUT
	62a010 72d203 626704          // GPIO ENABLE_W1TS = GPIO4
	61d9ff 60e413                 // wsr.intenable 0x220
	62a020 60e613 102000          // wsr.ps UM; rsync
	622400 62c601 626400          // loop: ++dram[0]
	822500 609480 808074          // a8 = RANDOM & 0xff
	609074 409980 824940          // s8i a8, dram + 0x40 + (a6 & 0xff)
	609054 56e9fd                 // bnez (a6 & 0x3f), loop
	007000 06f6ff                 // waiti 0; j loop
	a0e203 a0e313                 // handler: rsr.interrupt a10; wsr.intclear a10
	b2d203 c22401 c2cc01 c26401   // ++dram[4]
	c0c004 c0cc11 c26b00          // GPIO OUT = (dram[4] & 1) << 4
	c22207 c0c074 16bc00          // beqz (UART0 STATUS & 0xff), done
	c22200 c26200                 // FIFO = FIFO
	c2a1ff c26204                 // UART0 INT_CLR = 0x1ff
	003000                        // done: rfe
`.replace(/\/\/.*/g, ""),
);

export const BUSY_ROM = romWith(RESET_CODE, {
	[USER_VECTOR]: VECTOR_CODE,
	[LITERALS]: LITERAL_WORDS,
	[MAIN]: MAIN_CODE,
});
