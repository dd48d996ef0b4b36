import Telemetry

/// The stories of the catalogue. Each caption says what is on the screen when it comes, and is
/// short enough to stand beside the mode in 80 columns.
extension Story {
  static let requestLog = Story([
    Chapter(caption: "Every buffer is put back: the pool reuses one, nothing is allocated."),
    .after(
      6, .mode(.noput),
      caption: "Now Put is forgotten: every Get allocates, and a collector cleans up."),
    .after(8, caption: "RSS swings, in-use space does not grow: no leak, but a cost in CPU."),
    .after(
      8, .heap(.counted), caption: "Swift's own heap: freed at once, no garbage, and RSS is flat."),
    .after(
      6, .heap(.collected), caption: "Go's manner again: garbage waits, cycles run, RSS is up."),
    .after(
      6, .mode(.put),
      caption: "Put is back: allocation stops, and memory goes back to the system."),
  ])

  static let forgetful = Story([
    Chapter(caption: "A few buffers in a hundred never come back: a path without its Put."),
    .after(6, caption: "Each is one miss and one allocation: see the rate, and the garbage."),
    .after(8, caption: "In-use space is flat: what was forgotten is collected. No leak."),
    .after(8, caption: "Press f to forget more, F to forget less: the cost follows."),
  ])

  static let burst = Story(
    rate: 5000,
    [
      Chapter(caption: "A burst: 64 buffers of 1 MiB at once. All come back to the pool."),
      Chapter(
        when: { $0.pool?.retainedSpace ?? 0 >= 32 << 20 },
        caption: "Small messages follow. The pool retains the large buffers: 64 MiB."),
      Chapter(
        when: \.isCalibrated,
        caption: "42,001 small puts: a calibration. From now on 1 MiB is too large."),
      Chapter(
        when: { $0.pool?.retainedSpace ?? 0 < 1 << 20 },
        caption: "The pool has let all go. They are garbage until the next collection."),
      .after(
        6, .collect, caption: "A collection: reclaimed, and soon the system has the memory back."),
      .after(8, .burst, caption: "Another burst: now its buffers are dropped at once."),
    ])

  static let misfit = Story(
    rate: 5000,
    [
      Chapter(caption: "4 KiB are asked for, and 512 bytes written: an eighth is used."),
      Chapter(
        when: \.isCalibrated,
        caption: "Calibrated by length, to 512 B: a capacity of 4 KiB is too large."),
      .after(6, caption: "Every get allocates, though every buffer is put back."),
    ])

  static let resetBeforePut = Story(
    rate: 5000,
    [
      Chapter(caption: "Each buffer is emptied before its Put: the pool counts a length of 0."),
      Chapter(
        when: \.isCalibrated,
        caption: "42,001 zeros: default and max are 64 B, and real buffers are dropped."),
      .after(6, caption: "Every one is put back, and none is reused: each get allocates anew."),
    ])

  static let cliff = Story(
    rate: 5000,
    [
      Chapter(caption: "Most messages are of 1,000 B, a few of 1 MiB. All are kept so far."),
      Chapter(
        when: \.isCalibrated,
        telling: { moment in
          moment.pool?.maxSize ?? 0 < 1 << 20
            ? "Below 5 %: max is 1 KiB. Buffers of 1 MiB are dropped, and made anew."
            : "Above 5 %: max is 1 MiB. The pool may keep large ones without end."
        }),
      .after(8, caption: "It turns at 5 %: compare --large 4.8% with --large 5.2%."),
    ])

  static let tenClasses = Story(
    rate: 20_000,
    [
      Chapter(caption: "Ten sizes, each as often: none leads, and 42,001 of one are needed."),
      Chapter(
        when: { $0.pool?.kept ?? 0 >= 300_000 },
        caption: "Hundreds of thousands of puts: everything was kept for so long."),
      Chapter(
        when: \.isCalibrated,
        caption: "420,000 puts: max is 32 KiB. Buffers that grew beyond it are dropped."),
    ])

  static let oversize = Story(
    rate: 20_000,
    [
      Chapter(caption: "Every buffer is of 100,000 B, and the pool keeps none above 64 KiB."),
      .after(6, caption: "Every put is dropped, every get allocates: a pool that never hits."),
      .after(
        8, caption: "A cap has to lie above what is usual: this one only costs."),
    ])

  static let drift = Story(
    rate: 50_000,
    [
      Chapter(caption: "Lengths double every ten seconds: 1 KiB to 64 KiB, and back again."),
      Chapter(
        when: \.isCalibrated,
        caption: "Calibrated: default and max are of this moment, and lengths move on."),
      Chapter(
        when: { $0.pool?.misses ?? 0 >= 1000 },
        caption: "What has outgrown max is dropped until the next calibration: misses."),
      Chapter(
        when: { $0.now.time >= Drift.period / 2 },
        caption: "Downhill now: large buffers stay until the next calibration."),
    ])

  static let web = Story([
    Chapter(caption: "Bodies of web answers: half below 4 KiB, a few beyond 100 KiB."),
    Chapter(
      when: \.isCalibrated,
      caption: "Calibrated: max cuts off the rare large ones, which are made anew."),
    .after(8, caption: "Those are the misses that stay: the price of not keeping the largest."),
  ])

  static let leak = Story(
    rate: 100_000,
    [
      Chapter(caption: "One buffer in a thousand is held for ever, the others are put back."),
      .after(8, caption: "Outstanding and in-use space grow together: this is a leak."),
      .after(
        8, caption: "No collection helps, since someone holds them. c shows it."),
    ])
}
