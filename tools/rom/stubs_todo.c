#include "rom.h"
void sdio_boot(void){for(;;);}
void uart_download(u32*e){for(;;);}
