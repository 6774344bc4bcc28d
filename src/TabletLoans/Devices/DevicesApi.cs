namespace TabletLoans.Devices;

/// <summary>The addresses of models and devices.</summary>
internal static class DevicesApi
{
    public static void MapDevices(this RouteGroupBuilder organisation)
    {
        var models = organisation.MapGroup("device-models").WithTags("Device models");
        RegisterModel.Map(models);
        ListModels.Map(models);
        ReadModel.Map(models);
        ChangeModel.Map(models);

        var devices = organisation.MapGroup("devices").WithTags("Devices");
        RegisterDevice.Map(devices);
        ImportDevices.Map(devices);
        ListDevices.Map(devices);
        ReadDevice.Map(devices);
        ChangeDevice.Map(devices);
        ReadDeviceEvents.Map(devices);
        MoveDevice.Map(devices);
        MoveDevices.Map(devices);
    }
}
