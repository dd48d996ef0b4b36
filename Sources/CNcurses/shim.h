#ifndef POOLMON_NCURSES_SHIM_H
#define POOLMON_NCURSES_SHIM_H

/* Needed and enough for the wide-character functions and cchar_t. */
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <stdio.h>
#include <term.h>

/* What Swift cannot import: C globals are errors in Swift 6 mode, and macros with casts vanish. */

/* A screen whose output is a descriptor that need not be a terminal; stdin is its keyboard.
   newterm returns NULL for an unknown TERM, where initscr would end the process. */
static inline SCREEN *poolmon_newterm(int output) {
  FILE *file = fdopen(output, "w");
  return file ? newterm(NULL, file, stdin) : NULL;
}
static inline WINDOW *poolmon_stdscr(void) { return stdscr; }
static inline int poolmon_colors(void) { return COLORS; }
static inline int poolmon_key_f(int number) { return KEY_F(number); }

static const attr_t poolmon_bold = A_BOLD;
static const attr_t poolmon_dim = A_DIM;
static const attr_t poolmon_reverse = A_REVERSE;

static const mmask_t poolmon_all_mouse_events = ALL_MOUSE_EVENTS | REPORT_MOUSE_POSITION;
static const mmask_t poolmon_left_press = BUTTON1_PRESSED;
static const mmask_t poolmon_left_click =
    BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON1_TRIPLE_CLICKED;
static const mmask_t poolmon_mouse_moved = REPORT_MOUSE_POSITION;
static const mmask_t poolmon_wheel_up = BUTTON4_PRESSED;
static const mmask_t poolmon_wheel_down = BUTTON5_PRESSED;

/* A string capability of the terminal, NULL where it has none: tigetstr marks that as -1. */
static inline const char *poolmon_capability(const char *name) {
  const char *value = tigetstr(name);
  return value == (const char *)-1 ? NULL : value;
}

/* The same with a parameter filled in; tiparm is variadic. */
static inline const char *poolmon_capability_of(const char *name, int parameter) {
  const char *value = poolmon_capability(name);
  return value ? tiparm(value, parameter) : NULL;
}

/* The bytes that place the cursor. Only where there is a cup capability. */
static inline const char *poolmon_place_cursor(int row, int column) {
  return tiparm(tigetstr("cup"), row, column);
}

/* glibc declares it under _GNU_SOURCE alone, which would change what all other headers declare. */
int memfd_create(const char *name, unsigned int flags);

/* A file in memory, closed when another program is run (MFD_CLOEXEC of linux/memfd.h); -1 if the
   system has none. */
static inline int poolmon_memory_file(void) { return memfd_create("poolmon-frame", 1u); }

#endif
