extension NodeCost: JSONObject {
  static let blank = NodeCost()

  static let members: JSONMembers<Self> = [
    JSONMember(optional: "flops", \.flops), JSONMember(optional: "bytes", \.bytes),
    JSONMember(optional: "saved", \.saved), JSONMember(optional: "time", \.time),
    JSONMember(optional: "value", \.value),
  ]
}

extension NodeCost.Sum: JSONObject {
  static let blank = NodeCost.Sum()

  static let members: JSONMembers<Self> = [
    JSONMember("forward", \.forward), JSONMember("backward", \.backward, else: 0),
    JSONMember("spread", \.spread, else: 0), JSONMember("known", \.known, else: 1),
    JSONMember("unknown", \.unknown, else: 0),
  ]

  var contradiction: (member: String, reason: String)? {
    if known < 0 || unknown < 0 {
      return (known < 0 ? "known" : "unknown", "a count is a number from 0 on")
    }
    if !spread.isFinite || spread < 0 { return ("spread", "it is a number from 0 on") }
    let numbers = [("forward", forward), ("backward", backward)]
    return numbers.first { !$0.1.isFinite }.map { ($0.0, "it is a finite number") }
  }
}
