import Expressions
import Smolgrad
import Testing

@Suite("Errors of expressions")
struct ErrorTests {
  @Test(
    "The place is marked",
    arguments: [
      (
        "tanhh(x1*w1)",
        """
        unknown function 'tanhh'; did you mean 'tanh'?
          tanhh(x1*w1)
          ^~~~~
        """
      ),
      (
        "a = [1, 2]; b = [1, 2, 3]; a * b",
        """
        mul: shapes [2] and [3] can't be broadcast against each other
          a = [1, 2]; b = [1, 2, 3]; a * b
                                       ^
        """
      ),
      (
        "softmax([1, 2], dim=3)",
        """
        softmax: dimension 3 is not between -1 and 0 for shape [2]
          softmax([1, 2], dim=3)
                          ^~~~~
        """
      ),
      (
        "10**10**10",
        """
        the result is too large for a number
          10**10**10
            ^~
        """
      ),
      (
        "x = 1\ny = 2x",
        """
        a name can't begin with a digit; a product is written 2*x
          y = 2x
              ^~
        """
      ),
      (
        "名前 = [1, 2] § 3",
        """
        there is no such sign here
          名前 = [1, 2] § 3
                        ^
        """
      ),
      (
        "sum([1, 2)",
        """
        expected ']' to end the list, not ')'
          sum([1, 2)
                   ^
        """
      ),
      (
        "1 +",
        """
        the expression ends too early
          1 +
             ^
        """
      ),
      (
        "a\u{0}b",
        """
        there is no such sign here
          a␀b
           ^
        """
      ),
    ])
  func place(text: String, description: String) {
    #expect(message(text) == description)
  }

  @Test(
    "Each says what would work",
    arguments: [
      ("", "there is no expression"), (" ; \n", "there is no expression"),
      ("x", "'x' has no value; give it one as in x=2"),
      ("sum", "'sum' has no value; give it one as in sum=2; the function is called as sum(…)"),
      ("1 < 2 < 3", "comparisons can't be chained; write (a < b) & (b < c)"),
      ("2 ^ 3", "there is no such sign here; did you mean '**'?"),
      ("not 1", "'not' is no operator here; write ~(a)"),
      ("1 and 2", "'and' is no operator here; write a & b, each in brackets"),
      ("(1)(2)", "only a function can be called; a product is written with '*'"),
      ("1 = 2", "only a name can be assigned to"),
      ("True = 2", "'True' is a word of the language"), ("1/0", "division by zero"),
      ("(-8)**0.5", "a negative number has no real power of 0.5"),
      ("1e999", "the number is too large; the largest is 1.7976931348623157e+308"),
      (
        "zeros(100000, 100000)",
        "zeros: the result would be of shape [100000, 100000], which is more than 4194304 elements"
      ),
      ("max([[1, 2]], 0)", "max has 2 results, values and indices; take one, as in max(…).values"),
      (
        "max([[1, 2]], 0)[2]",
        "max has 2 results, values and indices; take one, as in max(…).values, or by its number, from 0 to 1"
      ),
      (
        "max([[1, 2]], 0).value",
        "max has 2 results, values and indices; take one, as in max(…).values"
      ),
      ("a, b = 1", "a number has no parts to give names to"),
      ("a, b, c = max([[1, 2]], 0)", "there are 3 names for 2 values"),
      ("a, True = max([[1, 2]], 0)", "'True' is a word of the language"),
      ("a, b", "a comma can stand only between brackets; a list is written [a, b]"),
      ("max([1, 2], 1.5)", "max: with a number there is maximum(input, number)"),
      ("amax(zeros(0))", "amax: shape [0] has no elements to choose from"),
      (
        "avg_pool2d(ones(1, 1, 2000, 2000), 500, stride=1)",
        "avg_pool2d: this would take more than 2147483648 steps; make the operands smaller"
      ),
      (
        "a = ones(2048, 2048); a @ a @ a @ a",
        "matmul: this would take more than 2147483648 steps; make the operands smaller"
      ),
      (
        "einsum('...,i->', 1, [1, 2], 3)", "einsum: the equation names 2 operands, and there are 3"
      ),
      ("einsum('i->...', zeros(1))", "einsum: '...' stands on the right alone"),
      ("einsum('ii', zeros(1, 2))", "einsum: i stands for the sizes 1 and 2 of one operand"),
      ("5 // 0", "division by zero"), ("5 % 0", "division by zero"),
      ("// 2", "'//' has nothing on its left"),
      ("torch.tanhh(1)", "unknown function 'tanhh'; did you mean 'tanh'?"),
      ("torch.exp", "torch has no value 'exp'; the function is called as torch.exp(…)"),
      (
        "math.phi",
        "math has no value 'phi'; functions are called with brackets, and constants are pi, e, inf and nan"
      ),
      (
        "np.repeat([1, 2], 2)",
        "NumPy's repeat is not that of PyTorch; without 'np.' it is PyTorch's"
      ),
      (
        "zeros(2, requires_grad=True)",
        "there is no argument 'requires_grad' in zeros(size, dtype=…); what is given as NAME=VALUE has a gradient"
      ),
      (
        "sum([1, 2], dtype='int8')",
        "sum: unknown dtype 'int8'; choices: 'float32', 'float64', 'float16', 'bfloat16', 'int32', 'int64', 'bool'"
      ),
      ("var([1, 2], 0, 1)", "var: unbiased must be True or False, not a number"),
      ("var([1, 2], unbiased=True, correction=1)", "var: takes unbiased or correction, not both"),
      ("where([1.0], 1, 2)", "where: condition must be truth values, such as x > 0, not float64"),
      ("tanh(1, 2)", "tanh takes 1 arguments: tanh(input)"),
      ("softmax([1])", "softmax needs dim: softmax(input, dim)"),
      ("softmax([1], axes=0)", "there is no argument 'axes' in softmax(input, dim)"),
      ("softmax([1], axis=1)", "softmax: dimension 1 is not between -1 and 0 for shape [1]"),
      ("[1, 2].tnah()", "unknown method 'tnah'; did you mean 'tanh'?"),
      ("[1, 2].sum", "a method is called with brackets: .sum(…)"),
      (
        "[[1, 2], [3]]",
        "the elements of a list must be of one shape; element 1 is of shape [1], element 0 of shape [2]"
      ),
      ("'a'", "expected a tensor, not a text"),
      ("1 < 2", "the value is a truth value, not a number"),
      ("[1, 2] @ [1, 2, 3]", "matmul: shapes [2] and [3] do not fit: 2 columns against 3 rows"),
      ("[1, 2][2]", "index 2 is not inside a list of 2"),
      ("cross_entropy([[1, 2]], [2])", "cross_entropy: target class 2 is not one of the 2 classes"),
    ])
  func advice(text: String, message: String) {
    #expect(self.message(text)?.split(separator: "\n").first.map(String.init) == message)
  }

  @Test("A value without a name is an error")
  func unknownName() throws {
    let expression = try TensorExpression("x + y")
    let error = #expect(throws: ExpressionError.self) {
      try expression.evaluate(["x": 1, "y": 2, "z": 3])
    }
    #expect(error?.message == "the expression does not use 'z'; its names are x, y")
    let second = #expect(throws: ExpressionError.self) {
      try TensorExpression.Argument(parsing: "[1, a]")
    }
    #expect(
      second?.message == "a value can't use names; it is a number or a list, as in [[1, 2], [3, 4]]"
    )
  }

  @Test("Nesting has a limit, length has none")
  func depth() throws {
    for opening in ["(", "[", "-", "tanh(", "x[", "2**", "[1, ("] {
      let text = String(repeating: opening, count: opening == "(" ? 100_000 : 10_000)
      #expect(message(text)?.contains("nested more than 100 deep") == true, "\(opening)")
    }
    let lists = "a = [1]" + String(repeating: "; a = [a]", count: 10_000)
    #expect(message(lists)?.contains("lists are nested more than 32 deep") == true)
    #expect(
      try TensorExpression(
        String(repeating: "(", count: 99) + "1" + String(repeating: ")", count: 99)
      ).evaluate().item() == 1)
    let sum = try TensorExpression("x" + String(repeating: " + x", count: 19_999)).evaluate(["x": 2]
    )
    sum.backward()
    #expect(sum.item() == 40_000)
  }

  @Test("A long line is cut around the place")
  func longLine() {
    let text = String(repeating: "1 + ", count: 1000) + "§" + String(repeating: " + 1", count: 1000)
    let lines = message(text)!.split(separator: "\n")
    #expect(lines[1].count < 90)
    #expect(lines[1].contains("§"))
    #expect(Array(lines[2]).firstIndex(of: "^") == Array(lines[1]).firstIndex(of: "§"))
  }

  private func message(_ text: String) -> String? {
    do throws(ExpressionError) {
      _ = try TensorExpression(text).evaluate()
      return nil
    } catch {
      return error.description
    }
  }
}
