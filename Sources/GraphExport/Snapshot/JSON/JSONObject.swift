/// A type whose values are objects in JSON; one list says what is read and what is written.
protocol JSONObject: JSONValue {
  /// What the members are read into; those that must be there replace what it holds.
  static var blank: Self { get }
  /// Its members in the order in which they are written.
  static var members: JSONMembers<Self> { get }
  /// What is wrong with a value whose members are each right, and with which member; nil if nothing is.
  var contradiction: (member: String, reason: String)? { get }
}

/// A member of the objects of a type: its name, and the way of its value there and back.
struct JSONMember<Object>: Sendable {
  let name: String
  let isRequired: Bool
  let read: @Sendable (inout JSONReader, inout Object) throws -> Void
  let write: @Sendable (inout JSONWriter, Object) -> Void

  /// A member that must be there.
  init<Value: JSONValue>(_ name: String, _ path: any WritableKeyPath<Object, Value> & Sendable) {
    self.name = name
    isRequired = true
    let slot = JSONSlot(path)
    read = { slot.set(try Value.read(&$0), in: &$1) }
    write = { json, object in
      json.name(name)
      object[keyPath: path].write(&json)
    }
  }

  /// A member that need not be there; `null` says that it is not.
  init<Value: JSONValue>(
    optional name: String, _ path: any WritableKeyPath<Object, Value?> & Sendable
  ) {
    self.name = name
    isRequired = false
    let slot = JSONSlot(path)
    read = { slot.set(try Value?.read(&$0), in: &$1) }
    write = { json, object in
      guard let value = object[keyPath: path] else { return }
      json.name(name)
      value.write(&json)
    }
  }

  /// A member that need not be there, and that the object has in another form.
  init<Value: JSONValue>(
    optional name: String, get: @escaping @Sendable (Object) -> Value?,
    set: @escaping @Sendable (inout Object, Value) -> Void
  ) {
    self.name = name
    isRequired = false
    read = { if let value = try Value?.read(&$0) { set(&$1, value) } }
    write = { json, object in
      guard let value = get(object) else { return }
      json.name(name)
      value.write(&json)
    }
  }

  /// A list with a line for each element.
  init<Element: JSONValue>(
    lines name: String, _ path: any WritableKeyPath<Object, [Element]> & Sendable
  ) {
    self.name = name
    isRequired = true
    read = { $1[keyPath: path] = try [Element].read(&$0) }
    write = { json, object in
      json.name(name)
      json.list(object[keyPath: path], inLines: true) { $1.write(&$0) }
    }
  }

  /// A list of limited length in one line.
  init<Element: JSONValue>(
    list name: String, _ path: any WritableKeyPath<Object, [Element]> & Sendable, atMost limit: Int
  ) {
    self.name = name
    isRequired = true
    let slot = JSONSlot(path)
    read = { slot.set(try $0.list(atMost: limit) { try Element.read(&$0) }, in: &$1) }
    write = { json, object in
      json.name(name)
      object[keyPath: path].write(&json)
    }
  }

  /// A list of numbers that need not be there, with as many digits as their precision asks for; integers have all of theirs.
  init(
    numbers name: String, _ path: any WritableKeyPath<Object, JSONNumbers?> & Sendable,
    atMost limit: Int, areSingle: @escaping @Sendable (Object) -> Bool
  ) {
    self.name = name
    isRequired = false
    let slot = JSONSlot(path)
    read = { json, object in
      guard try !json.skipsNull() else { return }
      var list = JSONNumbers()
      var index = 0
      list.numbers = try json.list(atMost: limit) { json in
        let (number, integer) = try json.numberOrInteger()
        if let integer { list.integers[index] = integer }
        index += 1
        return number
      }
      slot.set(list, in: &object)
    }
    write = { json, object in
      guard let list = object[keyPath: path] else { return }
      json.name(name)
      let isSingle = areSingle(object)
      json.list(list.numbers.enumerated()) { json, element in
        if let integer = list.integers[element.offset] {
          json.word(integer.description)
        } else {
          json.number(element.element, isSingle: isSingle)
        }
      }
    }
  }

  /// The number of the version, from 1 up to that of this build.
  init(version path: any WritableKeyPath<Object, Int> & Sendable, upTo current: Int) {
    name = "version"
    isRequired = true
    read = { json, object in
      let version = try json.integer()
      guard (1...current).contains(version) else {
        throw json.error(
          version > current
            ? "version \(version) is newer than this program, which reads 1 to \(current)"
            : "there is no version \(version); this program reads 1 to \(current)")
      }
      object[keyPath: path] = version
    }
    write = { json, object in
      json.name("version")
      object[keyPath: path].write(&json)
    }
  }

  /// A member that is left out where it says nothing.
  init<Value: JSONValue & Equatable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Object, Value> & Sendable, else usual: Value
  ) {
    self.name = name
    isRequired = false
    let slot = JSONSlot(path)
    read = { slot.set(try Value.read(&$0), in: &$1) }
    write = { json, object in
      guard object[keyPath: path] != usual else { return }
      json.name(name)
      object[keyPath: path].write(&json)
    }
  }
}

extension JSONObject {
  /// Nothing can be wrong.
  var contradiction: (member: String, reason: String)? { nil }

  static func read(_ json: inout JSONReader) throws -> Self {
    var value = blank
    var seen: UInt64 = 0
    let members = members
    try json.object(of: members.names) { json, index in
      guard seen & 1 << index == 0 else { throw json.error("the name is there twice") }
      seen |= 1 << index
      try members.list[index].read(&json, &value)
    }
    if members.required & ~seen != 0 {
      let index = (members.required & ~seen).trailingZeroBitCount
      throw json.error("it is missing", at: members.names[index])
    }
    if let (member, reason) = value.contradiction { throw json.error(reason, at: member) }
    return value
  }

  func write(_ json: inout JSONWriter) {
    json.object { json in
      for member in Self.members.list { member.write(&json, self) }
    }
  }
}
