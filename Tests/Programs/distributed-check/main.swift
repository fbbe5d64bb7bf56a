import Foundation
import Smolgrad
import SmolgradDistributed
import SmolgradNN

// What scripts/check-mpi starts by mpirun: each process runs the check that the first argument names.

#if MPI
  let check = CommandLine.arguments.dropFirst().first ?? ""
  let arguments = CommandLine.arguments.dropFirst(2).compactMap { Int($0) }

  switch check {
  case "equal": equal()
  case "unused": unused()
  case "accumulated": accumulated()
  case "types": types()
  case "buffers": buffers()
  case "figure": figure()
  case "shapes": shapes()
  case "failure": failure()
  case "leaves": leaves()
  case "loop": loop()
  case "step": step(parameters: arguments[0], samples: arguments[1])
  case "messages": messages()
  default: fatalError("there is no check '\(check)'")
  }
#else
  print("this program needs the package's trait MPI: swift build --traits MPI")
#endif
