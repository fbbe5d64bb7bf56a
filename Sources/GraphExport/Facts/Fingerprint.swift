/// A short name for a text or a file: the same for the same bytes, on every machine (FNV-1a of 64 bits).
///
/// It tells an accident, not a forger.
struct Fingerprint {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  private mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// Adds a file, but not the carriage returns of its line ends: programs that keep versions of files add and remove them.
  mutating func add(file bytes: UnsafeRawBufferPointer) {
    for byte in bytes where byte != UInt8(ascii: "\r") { add(byte) }
  }

  /// Adds a text, and that it ends there.
  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { for byte in $0 { add(byte) } }
    add(0xff)
  }

  /// Adds a text without the digits, signs and exponents of its numbers.
  mutating func add(withoutNumbers text: String) {
    var text = text
    var isNumber = false
    text.withUTF8 { bytes in
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): isNumber = true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"): break
        case UInt8(ascii: "e") where isNumber: break
        default:
          isNumber = false
          add(byte)
        }
      }
    }
    add(0xff)
  }

  /// All bytes so far in 16 digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
