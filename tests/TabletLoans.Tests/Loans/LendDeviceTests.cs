using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Loans;

public sealed class LendDeviceTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_Device_In_Stock_Is_Lent_And_Then_On_Loan()
    {
        var device = await Given.DeviceInStock();
        var borrower = await Given.Pupil((await Given.School()).Id);
        var loan = (await Given.Manager.Post(Given.Path("loans"), new { device = device["assetTag"].GetString(), borrowerId = borrower.Id, accessories = new[] { new { kind = "charger" } } })).Must(HttpStatusCode.Created);
        Assert.Multiple(() =>
        {
            Assert.That(loan["deviceId"].GetGuid(), Is.EqualTo(device.Id));
            Assert.That(loan["borrower"].GetProperty("firstName").GetString(), Is.EqualTo("Zoé"));
            Assert.That(loan["kind"].GetString(), Is.EqualTo("pupil"));
            Assert.That(loan["outcome"].ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
            Assert.That(loan["accessories"][0].GetProperty("out").GetInt32(), Is.EqualTo(1));
            Assert.That(loan.Headers["Location"], Is.EqualTo(Given.Path($"loans/{loan.Id}")));
            Assert.That(loan.Headers["ETag"], Is.EqualTo("\"1\""));
        });
        var after = await Given.Read($"devices/{device.Id}");
        Assert.That(after["state"].GetString(), Is.EqualTo("on_loan"));
        Assert.That(after["openLoan"].GetProperty("id").GetGuid(), Is.EqualTo(loan.Id));
    }

    [Test]
    public async Task Cannot_Lend_A_Device_That_Is_Already_On_Loan()
    {
        var loan = await Given.Loan();
        var other = await Given.Pupil(lastName: "Autre");
        var refused = (await Given.Manager.Post(Given.Path("loans"), new { device = loan["deviceId"].GetGuid(), borrowerId = other.Id })).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Code, Is.EqualTo("device_already_on_loan"));
        Assert.That(refused["reasons"][0].GetProperty("facts").GetProperty("loanId").GetGuid(), Is.EqualTo(loan.Id));
        Assert.That((await Given.Read("loans?state=open")).Items, Has.Count.EqualTo(1));
    }
}
