/* The exception frame (xtruntime-frames.h of the Xtensa HAL, call0 ABI) and the tables in data RAM. */
#define FRAME_PC 0
#define FRAME_PS 4
#define FRAME_SAR 8
#define FRAME_VPRI 12
#define FRAME_A0 16
#define FRAME_A2 20
#define FRAME_A3 24
#define FRAME_A4 28
#define FRAME_A5 32
#define FRAME_A6 36
#define FRAME_A7 40
#define FRAME_A8 44
#define FRAME_A9 48
#define FRAME_A10 52
#define FRAME_A11 56
#define FRAME_A12 60
#define FRAME_A13 64
#define FRAME_A14 68
#define FRAME_A15 72
#define FRAME_EXCCAUSE 76
#define FRAME_SIZE 256

/* 64 handlers in assembly, 64 handlers in C, enabled and priority masks, 15 x (handler, argument), 15 x masks. */
#define EXCEPTION_TABLE 0x3fffc000
#define C_HANDLER_TABLE 0x3fffc100
#define INTERRUPT_STATE 0x3fffc200
#define INTERRUPT_TABLE 0x3fffc208
#define MASK_TABLE 0x3fffc280
#define INTERRUPTS 15
