using TabletLoans.Imports;

namespace TabletLoans.Tests.Formats;

[TestFixture]
public sealed class CsvValuesTests
{
    [TestCase("14/05/2014", "2014-05-14")]
    [TestCase("1/9/2025", "2025-09-01")]
    [TestCase(" 2025-12-31 ", "2025-12-31")]
    [TestCase("29/02/2024", "2024-02-29")]
    [TestCase("45000", "2023-03-15")]
    [TestCase("30000", "1982-02-18")]
    [TestCase("60000", "2064-04-08")]
    public void A_Date_Is_Read_Day_First_Or_Iso_Or_From_Excel(string cell, string expected)
    {
        Assert.That(CsvValues.TryDate(cell, out var date), Is.True);
        Assert.That(date.ToString("yyyy-MM-dd"), Is.EqualTo(expected));
    }

    [TestCase(null)]
    [TestCase("31/02/2024")]
    [TestCase("29/02/2023")]
    [TestCase("12/31/2024")]
    [TestCase("14/05/14")]
    [TestCase("29999")]
    [TestCase("60001")]
    [TestCase("2024")]
    [TestCase("20240514")]
    public void A_Day_That_Does_Not_Exist_Or_Is_Unclear_Is_Refused(string? cell) => Assert.That(CsvValues.TryDate(cell, out _), Is.False);

    [TestCase("1 234,50")]
    [TestCase("1\u00A0234,50")]
    [TestCase("1\u202F234,50")]
    [TestCase("1234.50")]
    [TestCase("1 234,50 €")]
    [TestCase("1234,5\u00A0€")]
    [TestCase("+1234,5")]
    public void A_French_Number_Is_Read(string cell)
    {
        Assert.That(CsvValues.TryDecimal(cell, out var number), Is.True);
        Assert.That(number, Is.EqualTo(1234.5m));
    }

    [TestCase("-0,07")]
    [TestCase("\u22120,07")]
    public void A_Negative_Number_Is_Read(string cell)
    {
        Assert.That(CsvValues.TryDecimal(cell, out var number), Is.True);
        Assert.That(number, Is.EqualTo(-0.07m));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("1,234.50")]
    [TestCase("1.234,50")]
    [TestCase("12 34,50")]
    [TestCase("1 234 5")]
    [TestCase("1e3")]
    [TestCase("NS")]
    [TestCase("1234,")]
    [TestCase("$12")]
    [TestCase("١٢")]
    public void What_Is_No_French_Number_Is_Refused(string? cell) => Assert.That(CsvValues.TryDecimal(cell, out _), Is.False);

    [TestCase("1 234,50 €", 123450)]
    [TestCase("0,1", 10)]
    [TestCase("-12", -1200)]
    [TestCase("19.99", 1999)]
    public void Money_Is_Whole_Cents(string cell, long expected)
    {
        Assert.That(CsvValues.TryCents(cell, out var cents), Is.True);
        Assert.That(cents, Is.EqualTo(expected));
    }

    [TestCase("12,345")]
    [TestCase("12,500")]
    [TestCase("999999999999999999")]
    [TestCase("douze")]
    public void Money_With_A_Third_Decimal_Or_Beyond_Reason_Is_Refused(string cell) =>
        Assert.That(CsvValues.TryCents(cell, out _), Is.False);

    [TestCase("1 234", 1234)]
    [TestCase("-5", -5)]
    [TestCase("0042", 42)]
    [TestCase("2147483647", int.MaxValue)]
    public void A_Whole_Number_Is_Read(string cell, int expected)
    {
        Assert.That(CsvValues.TryInteger(cell, out var number), Is.True);
        Assert.That(number, Is.EqualTo(expected));
    }

    [TestCase("12,5")]
    [TestCase("12 €")]
    [TestCase("2147483648")]
    [TestCase("")]
    public void What_Is_No_Whole_Number_Is_Refused(string cell) => Assert.That(CsvValues.TryInteger(cell, out _), Is.False);

    [TestCase("Oui", true)]
    [TestCase("o", true)]
    [TestCase("YES", true)]
    [TestCase("true", true)]
    [TestCase("VRAI", true)]
    [TestCase("1", true)]
    [TestCase("X", true)]
    [TestCase("non", false)]
    [TestCase("N", false)]
    [TestCase("no", false)]
    [TestCase("FALSE", false)]
    [TestCase("faux", false)]
    [TestCase("0", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    public void Yes_And_No_Are_Read_As_People_Write_Them(string? cell, bool expected)
    {
        Assert.That(CsvValues.TryBoolean(cell, out var value), Is.True);
        Assert.That(value, Is.EqualTo(expected));
    }

    [TestCase("peut-être")]
    [TestCase("2")]
    [TestCase("-")]
    public void An_Answer_That_Is_Neither_Is_Refused(string cell) => Assert.That(CsvValues.TryBoolean(cell, out _), Is.False);

    [TestCase("\u00A0 Vilar\t", "Vilar")]
    [TestCase("=\"0012\"", "0012")]
    [TestCase("=\"a\"\"b\"", "a\"b")]
    [TestCase("'=1+1", "=1+1")]
    [TestCase("'+33476000000", "+33476000000")]
    [TestCase("0012", "0012")]
    [TestCase("1E23", "1E23")]
    public void Text_Is_Freed_Of_Its_Wrapping_And_Nothing_Else(string cell, string expected) =>
        Assert.That(CsvValues.Text(cell), Is.EqualTo(expected));

    [TestCase("'t Hooft")]
    [TestCase("=1+1")]
    [TestCase("=\"")]
    public void Text_That_Only_Resembles_A_Wrapping_Is_Kept(string cell) => Assert.That(CsvValues.Text(cell), Is.EqualTo(cell));

    [TestCase(null)]
    [TestCase(" \u00A0 ")]
    [TestCase("=\"\"")]
    public void A_Blank_Cell_Is_Null(string? cell) => Assert.That(CsvValues.Text(cell), Is.Null);

    [TestCase("1,23E+15")]
    [TestCase("4.90154E+14")]
    [TestCase("1E+23")]
    [TestCase("#NOM?")]
    [TestCase("#N/A")]
    [TestCase("########")]
    public void A_Serial_That_Excel_Mangled_Is_Noticed(string cell) => Assert.That(CsvValues.LooksMangledByExcel(cell), Is.True);

    [TestCase(null)]
    [TestCase("1E23")]
    [TestCase("DMPX1E+15")]
    [TestCase("490154203237518")]
    [TestCase("#12")]
    public void A_Serial_That_Excel_Left_Alone_Is_Not(string? cell) => Assert.That(CsvValues.LooksMangledByExcel(cell), Is.False);
}
