extension TrainingHistory: JSONObject {
  static let blank = TrainingHistory()

  static let members: JSONMembers<Self> = [
    JSONMember(optional: "optimizer", \.optimizer), JSONMember("losses", \.losses),
    JSONMember(lines: "parameters", \.parameters),
  ]

  var contradiction: (member: String, reason: String)? {
    for series in parameters {
      let lists = [series.gradientNorms.count, series.zeroShares.count, series.updateRatios.count]
      if ([series.valueNorms.count] + lists + series.state.map(\.norms.count)).contains(where: {
        $0 != count
      }) {
        return (
          "parameters",
          "each list of '\(series.name)' has a number for each of the \(count) losses"
        )
      }
      if series.elementCount < 0 {
        return ("parameters", "the elements of '\(series.name)' are a number from 0 on")
      }
    }
    return nil
  }
}

extension TrainingHistory.Series: JSONObject {
  static let blank = TrainingHistory.Series(name: "", elementCount: 0)

  static let members: JSONMembers<Self> = [
    JSONMember("name", \.name), JSONMember("elementCount", \.elementCount),
    JSONMember("valueNorms", \.valueNorms), JSONMember("gradientNorms", \.gradientNorms),
    JSONMember("zeroShares", \.zeroShares), JSONMember("updateRatios", \.updateRatios),
    JSONMember("state", \.state, else: []),
  ]
}

extension TrainingHistory.State: JSONObject {
  static let blank = TrainingHistory.State(name: "")

  static let members: JSONMembers<Self> = [
    JSONMember("name", \.name), JSONMember("norms", \.norms),
  ]
}
