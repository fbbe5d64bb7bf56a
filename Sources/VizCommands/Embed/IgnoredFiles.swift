#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What Git takes no notice of, such as what was built or installed.
enum IgnoredFiles {
  /// How long Git may take; then nothing is ignored.
  private static let patience: Int32 = 10_000

  /// The files and folders below a folder that Git ignores, as seen from there.
  ///
  /// Nothing of the repository's settings is run, and nothing is written.
  static func names(in folder: String) -> Set<String> {
    let command = [
      "git", "-C", folder, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
      "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory",
    ]
    let names = output(of: command).split(separator: 0).map {
      String(decoding: $0, as: UTF8.self)
    }
    return Set(names.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 })
  }

  /// What a program writes; empty if it can't be run, fails, or takes too long.
  private static func output(of command: [String]) -> [UInt8] {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return [] }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var environment = ProcessInfo.processInfo.environment
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    let words = command.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, command[0], &actions, nil, words, variables)
    close(ends[1])
    guard code == 0 else { return [] }
    let result = read(from: ends[0])
    if result == nil { kill(child, SIGKILL) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status == 0 ? result ?? [] : []
  }

  /// All bytes that come; nil if they take too long.
  private static func read(from descriptor: Int32) -> [UInt8]? {
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wait, 1, patience)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return nil }
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, &piece, piece.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, &piece, piece.count)
      #else
        let count = Darwin.read(descriptor, &piece, piece.count)
      #endif
      if count == 0 { return result }
      if count > 0 { result += piece.prefix(count) } else if errno != EINTR { return nil }
    }
  }
}
