import ByteBufferPool
import ByteBufferPoolMetrics
import MetricsTestKit
import Testing

@Suite struct BufferPoolMetricsTests {
  private func put(_ pool: BufferPool) {
    var buffer = pool.get()
    buffer.append("hello")
    pool.put(buffer)
  }

  @Test func reportsWhatHasHappenedSinceTheLastReport() throws {
    let factory = TestMetrics()
    let pool = BufferPool()
    put(pool)
    let metrics = BufferPoolMetrics(pool: pool, name: "responses", factory: factory)
    metrics.report()
    let gets = try factory.expectCounter("buffer_pool_gets", [("pool", "responses")])
    #expect(gets.totalValue == 1, "what was before counts, too")
    put(pool)
    put(pool)
    metrics.report()
    metrics.report()
    #expect(gets.totalValue == 3)
    let hits = try factory.expectCounter("buffer_pool_hits", [("pool", "responses")])
    #expect(hits.totalValue == 2)
    #expect(factory.counters.count == 13)
  }

  @Test func whatCanFallIsAMeter() throws {
    let factory = TestMetrics()
    let pool = BufferPool()
    let metrics = BufferPoolMetrics(pool: pool, name: "p", factory: factory)
    put(pool)
    metrics.report()
    let retained = try factory.expectMeter("buffer_pool_retained_bytes", [("pool", "p")])
    #expect(retained.lastValue == 8)
    pool.sweep()
    pool.sweep()
    metrics.report()
    #expect(retained.lastValue == 0)
    #expect(factory.meters.count == 5)
  }
}
