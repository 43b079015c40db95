/// One message of a conversation.
public struct ChatMessage: Sendable, Equatable, Codable {
  /// Who speaks; raw values are what templates write.
  public enum Role: String, Sendable, Codable, CaseIterable {
    case system, user, assistant
  }

  /// A template without a system role puts a system message before the next one.
  public var role: Role
  /// Stays text, even where it spells a control token's name.
  public var content: String

  /// One turn.
  public init(role: Role, content: String) {
    self.role = role
    self.content = content
  }
}

/// A piece of a rendered conversation: a control token of the template, or text, which stays text
/// even where it spells a control token's name.
public enum ChatSegment: Sendable, Equatable {
  case control(String)
  case text(String)

  /// What the segment looks like in the rendered conversation.
  public var spelling: String {
    switch self {
    case .control(let spelling), .text(let spelling): spelling
    }
  }
}

/// How a model wants conversations written.
///
/// A model file carries its template as a program (Jinja). It is recognised by its family's control
/// tokens and never executed, so a file cannot run code, loop or read other data.
public enum ChatTemplate: Sendable, Equatable {
  /// No roles and no control tokens: the messages' contents, one a line.
  case plain
  /// `<|im_start|>role\n…<|im_end|>\n`; the default stands in where the first message is no system
  /// message.
  case chatML(defaultSystemMessage: String?)
  /// `<|start_header_id|>role<|end_header_id|>\n\n…<|eot_id|>`, contents trimmed. The dates that the
  /// templates of Llama 3.1 and later put into the system message are left out.
  case llama3
  /// `<start_of_turn>role\n…<end_of_turn>\n`, contents trimmed. There is no system role: its message
  /// opens the next one.
  case gemma
  /// `<|role|>\n…<|end|>\n`, as Phi 3.
  case phi3
  /// `[INST] … [/INST] … </s><s>`, contents trimmed. The system message stands in the first turn,
  /// between `<<SYS>>` and `<</SYS>>`.
  case llama2
  /// `[INST] … [/INST]…</s>`. There is no system role: its message opens the next turn.
  case mistral(MistralSpaces)
  /// `<|role|>\n…\n` as text, an end of sequence after each answer, as Tülu and OLMo 2.
  case tulu

  /// Where Mistral's tokenizers of different ages want spaces.
  public enum MistralSpaces: Sendable, Equatable {
    /// `[INST] question [/INST]answer`
    case aroundQuestion
    /// `[INST] question[/INST] answer`, the answer trimmed.
    case beforeEach
    /// `[INST]question[/INST]answer`
    case none
  }

  /// What the family is called.
  public var family: String {
    switch self {
    case .plain: "plain"
    case .chatML: "chatml"
    case .llama3: "llama3"
    case .gemma: "gemma"
    case .phi3: "phi3"
    case .llama2: "llama2"
    case .mistral: "mistral"
    case .tulu: "tulu"
    }
  }

  /// The family of a model file's template (`tokenizer.chat_template`), nil when it is none of these.
  public init?(recognising template: String) {
    // A template may be megabytes: its bytes are taken out once.
    let bytes = Array(template.utf8)
    func has(_ part: String) -> Bool {
      let part = Array(part.utf8)
      return bytes.indices.contains { bytes[$0...].starts(with: part) }
    }
    if has("<|im_start|>") {
      self = .chatML(defaultSystemMessage: Self.defaultSystemMessage(inChatML: bytes))
    } else if has("<|start_header_id|>") {
      self = .llama3
    } else if has("<start_of_turn>") {
      self = .gemma
    } else if has("<<SYS>>") {
      self = .llama2
    } else if has("[INST]") {
      self = .mistral(
        has(" [/INST]") ? .aroundQuestion : has("[INST] ") ? .beforeEach : .none)
    } else if has("<|end|>") {
      self = .phi3
    } else if has("<|user|>") {
      self = .tulu
    } else {
      return nil
    }
  }

  /// The conversation as the template writes it, ready for ``Tokenizer/encode(chat:)``. A
  /// beginning-of-sequence token is the tokenizer's to add.
  ///
  /// - Parameter addGenerationPrompt: Whether to open the assistant's next turn.
  public func render(_ messages: [ChatMessage], addGenerationPrompt: Bool) -> [ChatSegment] {
    var output = Output()
    switch self {
    case .plain:
      output.text(messages.map(\.content).joined(separator: "\n"))
      if addGenerationPrompt && !messages.isEmpty { output.text("\n") }

    case .chatML(let defaultSystemMessage):
      var messages = messages
      if let defaultSystemMessage, let first = messages.first, first.role != .system {
        messages.insert(ChatMessage(role: .system, content: defaultSystemMessage), at: 0)
      }
      for message in messages {
        output.control("<|im_start|>")
        output.text("\(message.role.rawValue)\n\(message.content)")
        output.control("<|im_end|>")
        output.text("\n")
      }
      if addGenerationPrompt {
        output.control("<|im_start|>")
        output.text("assistant\n")
      }

    case .llama3:
      func header(_ role: ChatMessage.Role) {
        output.control("<|start_header_id|>")
        output.text(role.rawValue)
        output.control("<|end_header_id|>")
        output.text("\n\n")
      }
      for message in messages {
        header(message.role)
        output.text(message.content.trimmed)
        output.control("<|eot_id|>")
      }
      if addGenerationPrompt { header(.assistant) }

    case .gemma:
      var opening = ""
      for message in messages {
        guard message.role != .system else {
          opening += message.content.trimmed + "\n\n"
          continue
        }
        output.control("<start_of_turn>")
        output.text(message.role == .assistant ? "model\n" : "user\n")
        output.text(opening + message.content.trimmed)
        output.control("<end_of_turn>")
        output.text("\n")
        opening = ""
      }
      if addGenerationPrompt {
        output.control("<start_of_turn>")
        output.text("model\n")
      }

    case .phi3:
      for message in messages {
        output.control("<|\(message.role.rawValue)|>")
        output.text("\n\(message.content)")
        output.control("<|end|>")
        output.text("\n")
      }
      if addGenerationPrompt {
        output.control("<|assistant|>")
        output.text("\n")
      }

    case .llama2:
      var system = ""
      for (index, message) in messages.enumerated() {
        switch message.role {
        case .system: system = "<<SYS>>\n\(message.content)\n<</SYS>>\n\n"
        case .user:
          if index > 0, messages[index - 1].role == .assistant { output.control("<s>") }
          output.text("[INST] \((system + message.content).trimmed) [/INST]")
          system = ""
        case .assistant:
          output.text(" \(message.content.trimmed) ")
          output.control("</s>")
        }
      }

    case .mistral(let spaces):
      var opening = ""
      for message in messages {
        switch message.role {
        case .system: opening += message.content + "\n\n"
        case .user:
          output.control("[INST]")
          let question = opening + message.content
          switch spaces {
          case .aroundQuestion: output.text(" \(question) ")
          case .beforeEach: output.text(" \(question)")
          case .none: output.text(question)
          }
          output.control("[/INST]")
          opening = ""
        case .assistant:
          output.text(spaces == .beforeEach ? " \(message.content.trimmed)" : message.content)
          output.control("</s>")
        }
      }

    case .tulu:
      for (index, message) in messages.enumerated() {
        output.text("<|\(message.role.rawValue)|>\n\(message.content)")
        if message.role == .assistant { output.control("<|endoftext|>") }
        if message.role != .assistant || index + 1 < messages.count { output.text("\n") }
      }
      if addGenerationPrompt { output.text("<|assistant|>\n") }
    }
    return output.segments
  }

  /// The literal text between `<|im_start|>system\n` and `<|im_end|>` in a ChatML template.
  private static func defaultSystemMessage(inChatML text: [UInt8]) -> String? {
    let end = Array("<|im_end|>".utf8)
    // The newline is a real one or Jinja's escape for one.
    for newline in ["\n", #"\n"#] {
      let start = Array("<|im_start|>system\(newline)".utf8)
      for opening in text.indices where text[opening...].starts(with: start) {
        let literal = text[(opening + start.count)...].prefix { byte in
          // A quote or brace would end the literal before its end marker.
          byte != UInt8(ascii: "<") && !"'\"{}".utf8.contains(byte)
        }
        if !literal.isEmpty, text[literal.endIndex...].starts(with: end) {
          let message = String(decoding: literal, as: UTF8.self)
          return newline == "\n" ? message : message.replacingEscapedNewlines
        }
      }
    }
    return nil
  }

  /// Collects segments; neighbouring texts become one, so that words at the seam are split as they
  /// would be in one text.
  private struct Output {
    var segments: [ChatSegment] = []

    mutating func control(_ name: String) { segments.append(.control(name)) }

    mutating func text(_ text: String) {
      if case .text(let before) = segments.last {
        segments[segments.count - 1] = .text(before + text)
      } else if !text.isEmpty {
        segments.append(.text(text))
      }
    }
  }
}

extension String {
  /// Without white space at both ends, as Jinja's `trim`.
  fileprivate var trimmed: String {
    let scalars = unicodeScalars.drop { $0.properties.isWhitespace }
    let kept = scalars.reversed().drop { $0.properties.isWhitespace }.reversed()
    var view = UnicodeScalarView()
    view.append(contentsOf: kept)
    return String(view)
  }

  fileprivate var replacingEscapedNewlines: String {
    split(separator: #"\n"#, omittingEmptySubsequences: false).joined(separator: "\n")
  }
}
