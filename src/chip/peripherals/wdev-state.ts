/** The MAC's state: its registers and what is under way on the air. */
import { bytes, component, u32, u64, type View, words } from "../state/fields.js";
import { WDEV_SIZE } from "./wdev-registers.js";

/** Bytes of the longest frame on the air, FCS left out. */
export const MAX_FRAME = 4096;

export const wdevComponent = component("wdev", {
	regs: words(WDEV_SIZE >> 2),
	intRaw: u32(),
	/** Tick at which the MAC clock and the system time were 0. */
	epoch: u64(),
	/** Until when the channel is taken: by a carrier, by a reservation, or by an ACK that is owed. */
	busyUntil: u64(),
	/** Until when the antenna sends, and nothing can be heard. */
	deafUntil: u64(),

	/** Slots that wait for the one under way, one bit a slot. */
	txQueued: u32(),
	/** What the transmitter does: a TxPhase. */
	txPhase: u32(),
	/** Slot under way, when the phase is not IDLE. */
	txSlot: u32(),
	/** When the phase ends. */
	txAt: u64(),
	/** Backoff slots still to be counted. */
	txBackoff: u32(),
	/** How the transmission ended: a status code. */
	txStatus: u32(),

	/** Whether an ACK is owed; when it starts, at which rate code, and to whom. */
	ackOwed: u32(),
	ackAt: u64(),
	ackRate: u32(),
	ackTo: bytes(6),

	/** Whether a frame is coming in, when it ends, and whether another one has spoilt it. */
	rxActive: u32(),
	rxEnd: u64(),
	rxGarbled: u32(),
	/** The frame coming in: its length in bytes without FCS, RxControl's first word but for flags and length. */
	rxLength: u32(),
	rxControl: u32(),
	rxFrame: bytes(MAX_FRAME),
	/** A frame that waits to be handed over, bytes (0: none), with its RxControl word. */
	heldLength: u32(),
	heldControl: u32(),
	heldFrame: bytes(MAX_FRAME),
	/** When the last frame was handed over. */
	handedOver: u64(),
});

export type WdevState = View<(typeof wdevComponent)["fields"]>;
