/// A policy on two axes, memory against allocation: what costs little of both is near zero.
package struct PolicyPoint: Sendable {
  /// By which tables name it.
  package let letter: Unicode.Scalar
  package let name: String
  package let isBest: Bool
  package let retained: Bounds
  package let allocated: Bounds

  /// What a logarithmic axis of these has to hold: what is below one lies on its begin. 1 to 1
  /// where all of it is.
  package static func range(_ bounds: [Bounds]) -> ClosedRange<Double> {
    let values = bounds.flatMap { [$0.low, $0.high] }.filter { $0 >= 1 }
    return (values.min() ?? 1)...(values.max() ?? 1)
  }
}

extension PolicyComparison {
  /// Those of which both figures are known.
  package var points: [PolicyPoint] {
    policies.enumerated().compactMap { index, policy in
      guard let retained = policy.retainedMean, let allocated = policy.allocated else { return nil }
      return PolicyPoint(
        letter: ComparisonText.letter(index), name: policy.name, isBest: policy.isBest,
        retained: retained, allocated: allocated)
    }
  }
}
