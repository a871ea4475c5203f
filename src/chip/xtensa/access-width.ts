/** How much memory an instruction reads or writes. */
import type { Width } from "../memory/bus.js";
import { Op } from "./isa.js";

/** Bytes that a load or store by a register's address moves; 0 for any other instruction. */
export function accessWidth(op: Op): Width | 0 {
	switch (op) {
		case Op.L8UI:
		case Op.S8I:
			return 1;
		case Op.L16UI:
		case Op.L16SI:
		case Op.S16I:
			return 2;
		case Op.L32I:
		case Op.S32I:
			return 4;
		default:
			return 0;
	}
}
