"""What a statement may be made of. Everything that is not named here is refused.

Names are those of SQLGlot's node classes. Left out on purpose: whatever reads files, settings,
the system's own tables or the environment; what makes huge values from small ones (repeat, lpad,
range); recursion; sampling; pivots; parameters.
"""

from __future__ import annotations

_STRUCTURE = """
    Select Union Intersect Except Subquery CTE With From Join Where Group Having Order Ordered Limit
    Offset Distinct Qualify Values Tuple Paren Table TableAlias Alias Column Identifier Star Literal
    Null Boolean Var DataType Window WindowSpec Filter WithinGroup Cube Rollup GroupingSets
    """

_OPERATORS = """
    And Or Not Xor EQ NEQ NullSafeEQ NullSafeNEQ GT GTE LT LTE Is In Between Like ILike SimilarTo
    RegexpLike RegexpFullMatch Escape Exists Any All Add Sub Mul Div IntDiv Mod Neg DPipe Concat
    Case If Cast TryCast Coalesce Nullif Interval
    """

_AGGREGATES = """
    Count CountIf Sum Avg Min Max Median Stddev StddevPop StddevSamp Variance VariancePop Corr
    Quantile PercentileCont PercentileDisc ApproxQuantile ApproxDistinct AnyValue ArgMax ArgMin
    First Last LogicalAnd LogicalOr Mode GroupConcat RegrSlope RegrIntercept RegrR2 CovarPop
    CovarSamp Kurtosis Skewness
    """

_WINDOWS = """
    RowNumber Rank DenseRank PercentRank CumeDist Ntile Lag Lead FirstValue LastValue NthValue
    """

_TEXT = """
    Lower Upper Length Trim Substring Left Right Replace Translate Reverse StrPosition StartsWith
    EndsWith Contains SplitPart RegexpExtract RegexpReplace Unicode Chr Ascii Initcap Levenshtein
    """

_NUMBERS = """
    Abs Sign Round Ceil Floor Trunc Sqrt Cbrt Pow Exp Ln Log Sin Cos Tan Asin Acos Atan Atan2
    Radians Degrees Pi Greatest Least IsNan IsInf
    """

_TIMES = """
    Extract Year Month Day Week Quarter DayOfWeek DayOfWeekIso DayOfYear WeekOfYear Hour Minute
    Second DateTrunc TimestampTrunc DateDiff DateAdd DateSub Date TimeToStr StrToTime TsOrDsToDate
    LastDay CurrentDate
    """

NODES = frozenset(
    f"{_STRUCTURE} {_OPERATORS} {_AGGREGATES} {_WINDOWS} {_TEXT} {_NUMBERS} {_TIMES}".split()
)

_OTHERS = """
    nfc_normalize strip_accents ltrim rtrim bit_length strlen even gcd lcm isfinite dayname
    monthname weekday isodow yearweek century decade epoch date_part datepart bar product fsum
    favg suffix prefix
    """

FUNCTIONS = frozenset(_OTHERS.split())
"""Functions of the engine that SQLGlot has no class for."""

_TYPES = """
    TINYINT SMALLINT INT BIGINT INT128 UTINYINT USMALLINT UINT UBIGINT FLOAT DOUBLE DECIMAL BOOLEAN
    TEXT VARCHAR CHAR DATE TIME TIMESTAMP TIMESTAMPTZ INTERVAL UUID
    """

TYPES = frozenset(_TYPES.split())

MAXIMUM_BYTES = 20_000
MAXIMUM_TOKENS = 3_000
MAXIMUM_NESTING = 24
MAXIMUM_TABLES = 20
