/** What a scenario's steps may do to the surroundings of the chip. */

/** Something done to an access point, or to a station, on the air. */
export type AirDeed =
	| { readonly kind: "vanish" | "return" | "deauthenticate" | "join" | "leave" }
	/** dBm. */
	| { readonly kind: "rssi"; readonly rssi: number }
	| { readonly kind: "channel"; readonly channel: number }
	/** Of the frames both ways, 0 to 1; and so many of the next it sends for certain. */
	| { readonly kind: "lose"; readonly probability?: number; readonly next?: number }
	| {
			readonly kind: "disturb";
			readonly delayUs?: readonly [number, number];
			readonly duplicate?: number;
			readonly reorder?: number;
	  };

/** A page that the world fetches from the chip. */
export interface FetchRequest {
	readonly method?: string;
	readonly path: string;
	readonly port: number;
	readonly body?: string;
	/** The station whose host asks; the gateway when absent. */
	readonly from?: string;
	/** What the answer's body must hold. */
	readonly expect?: { readonly test: (body: string) => boolean; readonly text: string };
}

/** Datagrams that the world sends to the chip. */
export interface DatagramRequest {
	readonly port: number;
	readonly count: number;
	/** Bytes of each. */
	readonly size: number;
	/** A second. */
	readonly rate: number;
	readonly from?: string;
}

/** Something under way in the world. */
export interface Errand {
	readonly over: boolean;
	/** Present when it did not go well. */
	readonly failure?: string | undefined;
}

export interface Controls {
	/** Throws Error when the node is not there, or does not know such a thing. */
	air(node: string, deed: AirDeed): void;
	fetch(request: FetchRequest): Errand;
	datagrams(request: DatagramRequest): Errand;
}
