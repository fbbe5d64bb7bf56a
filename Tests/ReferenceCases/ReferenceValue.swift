import Foundation
import Smolgrad

/// An argument or result of a reference case, as its JSON has it.
enum ReferenceValue {
  case none
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([ReferenceValue])
  case slice(Int?, Int?, Int?)
  case ellipsis
  case tensor(Tensor)
}

/// Reads reference values and collects the leaves that want a gradient, by their number.
struct ReferenceReader {
  let dtype: DType
  let device: Device
  private(set) var leaves: [Int: Tensor] = [:]

  init(dtype: DType, device: Device) {
    self.dtype = dtype
    self.device = device
  }

  mutating func value(_ json: Any?) -> ReferenceValue {
    switch json {
    case nil, is NSNull: return .none
    case let text as String: return .text(text)
    case let list as [Any]: return .list(list.map { value($0) })
    case let number as NSNumber:
      if CFNumberIsBoolean(number) { return .boolean(number.boolValue) }
      return .integer(number.intValue)
    case let object as [String: Any]:
      if let tensor = object["tensor"] as? [String: Any] {
        return .tensor(leaf(tensor, object))
      }
      if let number = object["number"] { return .number(Self.double(number)) }
      if let list = object["list"] as? [Any] { return .list(list.map { value($0) }) }
      if object["ellipsis"] != nil { return .ellipsis }
      if let bounds = object["slice"] as? [Any] {
        let numbers = bounds.map { ($0 as? NSNumber)?.intValue }
        return .slice(numbers[0], numbers[1], numbers[2])
      }
      fatalError("unknown value \(object)")
    default: fatalError("unknown value")
    }
  }

  func tensor(_ json: [String: Any]) -> Tensor {
    let shape = (json["shape"] as! [NSNumber]).map(\.intValue)
    let data = (json["data"] as! [Any]).map(Self.double)
    switch json["dtype"] as! String {
    case "float": return Tensor(data, shape: shape, dtype: dtype, device: device)
    case "int": return Tensor(integers: data.map { Int($0) }, shape: shape, device: device)
    default: return Tensor(booleans: data.map { $0 != 0 }, shape: shape, device: device)
    }
  }

  private mutating func leaf(_ json: [String: Any], _ object: [String: Any]) -> Tensor {
    let tensor = tensor(json)
    let settings = json["requires_grad"] != nil ? json : object
    if settings["requires_grad"] as? Bool == true {
      tensor.requiresGradient = true
      leaves[(settings["leaf"] as! NSNumber).intValue] = tensor
    }
    return tensor
  }

  private static func double(_ json: Any) -> Double {
    switch json {
    case let number as NSNumber: return number.doubleValue
    case "nan" as String: return .nan
    case "inf" as String: return .infinity
    case "-inf" as String: return -.infinity
    default: fatalError("unknown number \(json)")
    }
  }
}

/// JSON's booleans come as numbers of their own type.
private func CFNumberIsBoolean(_ number: NSNumber) -> Bool {
  #if canImport(Darwin)
    return CFGetTypeID(number) == CFBooleanGetTypeID()
  #else
    return String(cString: number.objCType) == "c"
  #endif
}
