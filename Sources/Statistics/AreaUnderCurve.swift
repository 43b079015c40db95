/// The area under the receiver operating characteristic: how often a true item scores above a false one,
/// ties counting one half.
///
/// 0.5 is chance. Throws when labels differ in number or are all alike, or a score is not finite.
/// Source: Mann & Whitney (1947); Hanley & McNeil, "The meaning and use of the area under a ROC curve"
/// (1982).
public func areaUnderCurve(
  scores: [Double], labels: [Bool]
) throws(StatisticsError) -> Double {
  try requireSameLength(labels.count, as: scores.count, "labels of an area under the curve")
  try requireFinite(scores, "scores of an area under the curve")
  let positives = Double(labels.count { $0 })
  let negatives = Double(labels.count) - positives
  guard positives > 0, negatives > 0 else {
    throw .degenerate("an area under the curve needs labels of both kinds")
  }
  let rankSum = zip(Ranks(scores).ranks, labels).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
  return (rankSum - positives * (positives + 1) / 2) / (positives * negatives)
}
