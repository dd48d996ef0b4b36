#ifndef POOLMON_NCURSES_SHIM_H
#define POOLMON_NCURSES_SHIM_H

/* Needed and enough for the wide-character functions and cchar_t. */
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <stdio.h>
#include <term.h>

/* What Swift cannot import: C globals are errors in Swift 6 mode, and macros with casts vanish. */

/* newterm returns NULL for an unknown TERM, where initscr would end the process. */
static inline SCREEN *poolmon_newterm(void) { return newterm(NULL, stdout, stdin); }
static inline WINDOW *poolmon_stdscr(void) { return stdscr; }
static inline int poolmon_colors(void) { return COLORS; }
static inline int poolmon_key_f(int number) { return KEY_F(number); }

static const attr_t poolmon_bold = A_BOLD;
static const attr_t poolmon_dim = A_DIM;
static const attr_t poolmon_reverse = A_REVERSE;

/* A string capability of the terminal, NULL where it has none: tigetstr marks that as -1. */
static inline const char *poolmon_capability(const char *name) {
  const char *value = tigetstr(name);
  return value == (const char *)-1 ? NULL : value;
}

/* The bytes that place the cursor; tiparm is variadic. Only where there is a cup capability. */
static inline const char *poolmon_place_cursor(int row, int column) {
  return tiparm(tigetstr("cup"), row, column);
}

#endif
