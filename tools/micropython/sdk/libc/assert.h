/* Checks are off in release builds; the port has the function that reports a failed one. */
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
void __assert_func(const char *file, int line, const char *function, const char *expression);
#define assert(condition) ((condition) ? (void)0 : __assert_func(__FILE__, __LINE__, __func__, #condition))
#endif
#undef static_assert
#define static_assert _Static_assert
