/* The SDK's interface version, written as the vendor writes it: the port compares it with 010500. */
#ifndef REPLAY_SDK_ESP_SDK_VER_H
#define REPLAY_SDK_ESP_SDK_VER_H

#define ESP_SDK_VERSION 020201

#endif
