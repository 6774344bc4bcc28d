using System.Text;
using QRCoder;

namespace TabletLoans.Web;

/// <summary>A text as a QR code: the path of its dark squares in an SVG of so many units a side, quiet zone included.</summary>
internal sealed record QrPicture(int Side, string Path)
{
    public static QrPicture Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var (rows, path) = (code.ModuleMatrix, new StringBuilder());
        for (var y = 0; y < rows.Count; y++)
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (!rows[y][x]) continue;
                var start = x;
                while (x < rows[y].Count && rows[y][x]) x++;
                path.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
            }
        return new QrPicture(rows.Count, path.ToString());
    }
}
